// Workflow tests without a server and at true durations: a hand-written prefix of a history, and what the workflow does after it.
import { fileURLToPath } from 'node:url';
import {
  bundleWorkflowCode,
  DefaultLogger,
  type InjectedSinks,
  Runtime,
  Worker,
  type WorkflowBundle,
} from '@temporalio/worker';

Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' } } },
});

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const payloads = (...values: unknown[]) => ({
  payloads: values.map((value) => ({
    metadata: { encoding: Buffer.from('json/plain').toString('base64') },
    data: Buffer.from(JSON.stringify(value)).toString('base64'),
  })),
});

type Event = Record<string, unknown>;

/** Begins with the start of a workflow; each method adds what Temporal would have recorded. Times advance by timers only. */
export class WrittenHistory {
  readonly events: Event[] = [];
  #now: number;
  #activities = 0;
  #timers = 0;
  #open = { scheduled: 0, started: 0 };
  #completed = 0;
  #lastTimer = { event: 0, id: 0, seconds: 0 };

  constructor(workflowType: string, input: unknown, startedAt: string) {
    this.#now = Date.parse(startedAt);
    const runId = '00000000-0000-0000-0000-000000000001';
    this.#add('WORKFLOW_EXECUTION_STARTED', {
      workflowType: { name: workflowType },
      taskQueue: { name: 'written' },
      input: payloads(input),
      workflowTaskTimeout: '10s',
      originalExecutionRunId: runId,
      firstExecutionRunId: runId,
      attempt: 1,
    });
  }

  #add(type: string, attributes: Event): number {
    const name = type.toLowerCase().replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    this.events.push({
      eventId: String(this.events.length + 1),
      eventTime: new Date(this.#now).toISOString(),
      eventType: `EVENT_TYPE_${type}`,
      taskId: String(1000 + this.events.length),
      [`${name}EventAttributes`]: attributes,
    });
    return this.events.length;
  }

  /** The workflow runs now; without anything after it, this is where the written part ends. */
  taskStarted(): this {
    const scheduled = this.#add('WORKFLOW_TASK_SCHEDULED', {
      taskQueue: { name: 'written' },
      startToCloseTimeout: '10s',
      attempt: 1,
    });
    const started = this.#add('WORKFLOW_TASK_STARTED', {
      scheduledEventId: String(scheduled),
      identity: 'test',
      requestId: 'r',
    });
    this.#open = { scheduled, started };
    return this;
  }

  task(): this {
    this.taskStarted();
    const first = this.#completed === 0;
    this.#completed = this.#add('WORKFLOW_TASK_COMPLETED', {
      scheduledEventId: String(this.#open.scheduled),
      startedEventId: String(this.#open.started),
      identity: 'test',
      ...(first
        ? {
            sdkMetadata: {
              coreUsedFlags: [1, 2, 3],
              langUsedFlags: [1, 2, 3, 4, 5],
              sdkName: 'temporal-typescript',
              sdkVersion: '1.24.0',
            },
          }
        : {}),
    });
    return this;
  }

  timer(seconds: number): this {
    const id = ++this.#timers;
    const event = this.#add('TIMER_STARTED', {
      timerId: String(id),
      startToFireTimeout: `${seconds}s`,
      workflowTaskCompletedEventId: String(this.#completed),
    });
    this.#lastTimer = { event, id, seconds };
    return this;
  }

  fires(): this {
    this.#now += this.#lastTimer.seconds * 1000;
    this.#add('TIMER_FIRED', { timerId: String(this.#lastTimer.id), startedEventId: String(this.#lastTimer.event) });
    return this;
  }

  activity(type: string, result: unknown): this {
    const scheduled = this.#add('ACTIVITY_TASK_SCHEDULED', {
      activityId: String(++this.#activities),
      activityType: { name: type },
      taskQueue: { name: 'written' },
      input: payloads({}),
      startToCloseTimeout: '10s',
      workflowTaskCompletedEventId: String(this.#completed),
    });
    const started = this.#add('ACTIVITY_TASK_STARTED', {
      scheduledEventId: String(scheduled),
      identity: 'test',
      requestId: 'q',
      attempt: 1,
    });
    this.#add('ACTIVITY_TASK_COMPLETED', {
      scheduledEventId: String(scheduled),
      startedEventId: String(started),
      identity: 'test',
      result: payloads(result),
    });
    return this;
  }

  signal(name: string, value: unknown): this {
    this.#add('WORKFLOW_EXECUTION_SIGNALED', { signalName: name, input: payloads(value), identity: 'test' });
    return this;
  }
}

export type Command =
  | { readonly activity: string; readonly input: unknown }
  | { readonly timer: number }
  | { readonly child: string; readonly id: string }
  | { readonly signal: string; readonly value: unknown };

let bundle: Promise<WorkflowBundle> | undefined;

const recordingBundle = (): Promise<WorkflowBundle> => {
  bundle ??= bundleWorkflowCode({
    workflowsPath: at('../../workflows/index.ts'),
    payloadConverterPath: at('../../src/payload-converter.ts'),
    workflowInterceptorModules: [at('./recording-interceptors.ts')],
    logger: new DefaultLogger('ERROR'),
  });
  return bundle;
};

/** All commands of the workflow, those of the written part included. */
export async function commandsAfter(history: WrittenHistory): Promise<Command[]> {
  const commands: Command[] = [];
  const record = <A extends unknown[]>(command: (...args: A) => Command) => ({
    fn: (_: unknown, ...args: A) => {
      commands.push(command(...args));
    },
    callDuringReplay: true,
  });
  const recorder = {
    activity: record((activity: string, [input]: unknown[]) => ({ activity, input })),
    timer: record((timer: number) => ({ timer })),
    child: record((child: string, id: string) => ({ child, id })),
    signal: record((signal: string, [value]: unknown[]) => ({ signal, value })),
  };
  const sinks = { recorder } as unknown as InjectedSinks<never>;
  await Worker.runReplayHistory({ workflowBundle: await recordingBundle(), sinks }, { events: history.events });
  return commands;
}
