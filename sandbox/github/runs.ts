// The runs of the repository: begun, cancelled, and worked on until they are completed.
import { setMaxListeners } from 'node:events';

import { type JobNeeds, work } from './jobs.js';
import { complete, type Run, start, type Workflow } from './run.js';

export interface RunToBegin {
  readonly workflow: Workflow;
  readonly event: Run['event'];
  readonly branch: string;
  readonly sha: string;
  readonly inputs: Run['inputs'];
  readonly ignoresCancel?: boolean;
}

export interface Runs {
  /** It is listed after a moment. */
  begin(run: RunToBegin): Run;
  /** Newest first. */
  list(): readonly Run[];
  find(id: number): Run | undefined;
  /** It is completed a moment later, unless it ignores that and is not forced; `completed` when it was already. */
  cancel(run: Run, how?: { readonly force: boolean }): 'accepted' | 'completed';
  /** Resolves when no run does anything any more. */
  close(): Promise<void>;
}

const listedAfter = 3;
const queuedFor = 5;
const cancellationTakes = 10;
const firstId = 18_500_000_000;

export function createRuns(needs: JobNeeds): Runs {
  const all: Run[] = [];
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  const atWork: Promise<void>[] = [];
  const isListed = ({ createdAt }: Run): boolean => needs.time.now() >= createdAt + needs.time.lasts(listedAfter);
  return {
    begin(wanted) {
      const run = newRun(wanted, all.length + 1, needs.time.now());
      all.push(run);
      closing.signal.addEventListener('abort', () => run.stop.abort(), { once: true });
      atWork.push(runToItsEnd(run, needs, closing.signal));
      return run;
    },
    list: () => all.filter(isListed).reverse(),
    find: (id) => all.find((run) => run.id === id),
    cancel(run, how) {
      if (run.status === 'completed') return 'completed';
      if (!run.ignoresCancel || how?.force === true) run.stop.abort();
      return 'accepted';
    },
    async close() {
      closing.abort();
      await Promise.all(atWork);
    },
  };
}

function newRun(wanted: RunToBegin, number: number, now: number): Run {
  return {
    ignoresCancel: false,
    ...wanted,
    id: firstId + number * 10,
    number,
    status: 'queued',
    conclusion: null,
    createdAt: now,
    startedAt: now,
    updatedAt: now,
    promotions: 0,
    stop: new AbortController(),
  };
}

async function runToItsEnd(run: Run, needs: JobNeeds, closing: AbortSignal): Promise<void> {
  const { time } = needs;
  try {
    await time.pass(queuedFor, run.stop.signal);
    start(run, time.now());
    complete(run, await work(run, needs), time.now());
  } catch {
    if (closing.aborted) return;
    if (!run.stop.signal.aborted) complete(run, 'failure', time.now());
    else
      await time.pass(cancellationTakes, closing).then(
        () => complete(run, 'cancelled', time.now()),
        () => undefined,
      );
  }
}
