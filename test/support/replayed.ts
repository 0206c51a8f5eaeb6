// Every run of a test is replayed from its history; one worker replays all those of a file, because making it costs more than a run.
import type { History } from '@temporalio/common/lib/proto-utils.js';
import { Worker } from '@temporalio/worker';
import { payloadConverterPath, workflowBundle } from '../../worker/bundle.js';
import type { TestTemporal } from './temporal.js';
import './quiet-runtime.js';

export interface Played {
  readonly workflowId: string;
  readonly history: History | object;
  /** The test that it is from. */
  readonly during: string;
}

const toReplay = new WeakMap<TestTemporal, Played[]>();

/** Replays it after the last test of the file. */
export function replayLater(temporal: TestTemporal, run: Played): void {
  const runs = toReplay.get(temporal) ?? [];
  if (runs.length === 0) temporal.onStop(() => replay(runs));
  toReplay.set(temporal, runs);
  runs.push(run);
}

/** Throws, with the tests they are from, when the workflows of today would do something else in any of them. */
async function replay(runs: readonly Played[]): Promise<void> {
  const errors = await replayErrors(runs);
  if (errors.length < runs.length) throw new Error(`Only ${errors.length} of ${runs.length} runs were replayed`);
  const trouble = runs.flatMap(({ workflowId, during }, index) => {
    const error = errors[index];
    return error === undefined ? [] : [`${workflowId} of '${during}': ${error.message}`];
  });
  if (trouble.length > 0) throw new Error(`Not replayed as they were played:\n${trouble.join('\n')}`);
}

/** One for each run, in their order; undefined where it was replayed. */
export async function replayErrors(runs: readonly Omit<Played, 'during'>[]): Promise<(Error | undefined)[]> {
  const options = { workflowBundle: await workflowBundle(), dataConverter: { payloadConverterPath } };
  const seen: (Error | undefined)[] = [];
  for await (const { error } of Worker.runReplayHistories(options, runs)) seen.push(error);
  return seen;
}
