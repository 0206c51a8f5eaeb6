// Cancels the runs that may promote a release over a rollback. What cannot be cancelled is said; nothing waits for it for long.
import { setTimeout as sleep } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { GithubEntry } from '../src/catalogue/entry.js';
import { remedyOf } from '../src/failures.js';
import type { PipelineRun, PipelineStopped, RunsToEnd } from '../src/pipeline.js';
import type { Activities } from './activities.js';
import { askGithub } from './github-client.js';
import { ownerAndName, type Patience, runningOf } from './github-runs.js';

const looksEveryMs = 500;
/** Such a run has `if: always()` steps, or does not answer: from then on it is not asked but made to end. */
const forcedAfterMs = 12_000;
const oneAnswerMs = 4_000;

interface Stopping {
  /** Runs that were asked to end, by this attempt or one before. */
  readonly asked: Map<number, PipelineRun>;
  readonly refused: Map<number, string>;
  readonly forced: Set<number>;
  /** Why the runs could not be read when that was tried last. */
  unread?: string;
  /** What ran when that was read last. */
  running: readonly PipelineRun[];
}

/** Cancelling twice is harmless: a run that is over says so. */
export async function stopPipeline({
  entry: { github },
  deadline,
  ...which
}: Parameters<Activities['stopPipeline']>[0]): Promise<PipelineStopped> {
  if (github === undefined) return { stopped: [], goesOn: [] };
  const context = Context.current();
  const seen = (context.info.heartbeatDetails ?? []) as readonly PipelineRun[];
  const stopping: Stopping = {
    asked: new Map(seen.map((run) => [run.id, run])),
    refused: new Map(),
    forced: new Set(),
    running: [],
  };
  const force = Math.min(Date.now() + forcedAfterMs, Date.parse(deadline) - 2 * oneAnswerMs);
  for (;;) {
    const isOver = await lookAndCancel(github, which, stopping, Date.now() >= force);
    context.heartbeat([...stopping.asked.values()]);
    if (isOver || Date.now() >= Date.parse(deadline) || context.cancellationSignal.aborted) return told(stopping);
    await sleep(looksEveryMs, undefined, { signal: context.cancellationSignal }).catch(() => undefined);
  }
}

/** True when none runs any more, or GitHub will not say or do more than it did. */
async function lookAndCancel(
  github: GithubEntry,
  which: RunsToEnd,
  stopping: Stopping,
  byForce: boolean,
): Promise<boolean> {
  const patience = { signal: Context.current().cancellationSignal, ms: oneAnswerMs };
  try {
    stopping.running = await runningOf(github, which, patience);
    delete stopping.unread;
  } catch (error) {
    stopping.unread = sentenceIn(error);
    return isForGood(error);
  }
  for (const run of stopping.running) await cancel(github, run, stopping, byForce, patience);
  return stopping.running.every(({ id }) => stopping.refused.has(id));
}

async function cancel(
  github: GithubEntry,
  run: PipelineRun,
  { asked, refused, forced }: Stopping,
  byForce: boolean,
  patience: Patience,
): Promise<void> {
  const isAsked = asked.has(run.id);
  if (refused.has(run.id) || forced.has(run.id) || (isAsked && !byForce)) return;
  const how = isAsked ? 'force-cancel' : 'cancel';
  try {
    await askGithub(
      github,
      `Cancelling run ${run.number} (${run.url})`,
      (client) =>
        client.request(`POST /repos/{owner}/{repo}/actions/runs/{run_id}/${how}`, {
          ...ownerAndName(github),
          run_id: run.id,
        }),
      patience,
    );
    asked.set(run.id, run);
    if (isAsked) forced.add(run.id);
  } catch (error) {
    const why = sentenceIn(error);
    // It ended between our look and our call: the next look shows it.
    if (isForGood(error) && !/: 409 /.test(why)) refused.set(run.id, why);
  }
}

/** The sentence of a failure of the catalogue; anything else is a bug of ours. */
function sentenceIn(error: unknown): string {
  if (error instanceof ApplicationFailure && remedyOf(error) !== undefined) return error.message;
  throw error;
}

const isForGood = (error: unknown): boolean => remedyOf(error) !== 'transient';

function told({ asked, refused, unread, running }: Stopping): PipelineStopped {
  const stillRuns = new Set(running.map(({ id }) => id));
  return {
    stopped: [...asked.values()].filter(({ id }) => unread === undefined && !stillRuns.has(id)),
    goesOn: [
      ...(unread === undefined ? [] : [{ why: unread }]),
      ...running.map((run) => ({ run, why: refused.get(run.id) ?? 'it was cancelled and has not ended yet' })),
    ],
  };
}
