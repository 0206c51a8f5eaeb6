import { proxySinks, type Sinks, type WorkflowInterceptorsFactory } from '@temporalio/workflow';

interface Recorder extends Sinks {
  recorder: {
    activity(type: string, args: unknown[]): void;
    timer(ms: number): void;
    child(type: string, id: string): void;
    signal(name: string, args: unknown[]): void;
    continueAsNew(args: unknown[]): void;
    end(result: unknown): void;
  };
}

/** Runs inside the workflow: tells what it would command next, also while it is replayed. */
export const interceptors: WorkflowInterceptorsFactory = () => {
  const { recorder } = proxySinks<Recorder>();
  return {
    inbound: [
      {
        async execute(input, next) {
          const result = await next(input);
          recorder.end(result);
          return result;
        },
      },
    ],
    outbound: [
      {
        async continueAsNew(input, next) {
          recorder.continueAsNew(input.args);
          return next(input);
        },
        async scheduleActivity(input, next) {
          recorder.activity(input.activityType, input.args);
          return next(input);
        },
        async startTimer(input, next) {
          recorder.timer(input.durationMs);
          return next(input);
        },
        async startChildWorkflowExecution(input, next) {
          recorder.child(input.workflowType, input.options.workflowId);
          return next(input);
        },
        async signalWorkflow(input, next) {
          recorder.signal(input.signalName, input.args);
          return next(input);
        },
      },
    ],
  };
};
