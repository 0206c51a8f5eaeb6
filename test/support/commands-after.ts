// What a workflow does after the written part of a history.
import { fileURLToPath } from 'node:url';
import { type InjectedSinks, Worker, type WorkflowBundleOption } from '@temporalio/worker';
import { keptBundle } from '../../worker/bundle.js';
import './quiet-runtime.js';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export type Command =
  | { readonly activity: string; readonly input: unknown }
  | { readonly timer: number }
  | { readonly child: string; readonly id: string }
  | { readonly signal: string; readonly value: unknown }
  | { readonly continueAsNew: unknown }
  | { readonly end: unknown };

const recordingBundle = (): Promise<WorkflowBundleOption> =>
  keptBundle({
    name: 'recording',
    workflowsPath: at('../../workflows/index.ts'),
    workflowInterceptorModules: [at('./recording-interceptors.ts')],
  });

/** All commands of the workflow, those of the written part included. */
export async function commandsAfter(
  { events }: { readonly events: readonly object[] },
  workflowId?: string,
): Promise<Command[]> {
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
    continueAsNew: record(([first, ...more]: unknown[]) => ({
      continueAsNew: more.length === 0 ? first : [first, ...more],
    })),
    end: record((end: unknown) => ({ end })),
  };
  const sinks = { recorder } as unknown as InjectedSinks<never>;
  await Worker.runReplayHistory({ workflowBundle: await recordingBundle(), sinks }, { events }, workflowId);
  return commands;
}
