import type { Client } from '@temporalio/client';
import { queues } from '../identifiers.js';

/** A long poll lasts 60 s: a worker that was not heard of for longer than this is gone. */
const heardOfWithinMs = 75_000;
const workflowQueue = 1;

export const noWorkerPolls = `Accepted, but no worker polls \`${queues.main}\`: nothing happens until one does. Start one (npm run worker), or roll back by the runbook's commands (docs/runbook.md)`;

/** A worker polled lately, and yet nothing comes back: it hangs, or has just gone. */
export const noWorkerAnswers = (why = 'its time is over'): string =>
  `Accepted, but no worker answers (${why}): it goes on as soon as one does. Look at the worker (runback check), or roll back by the runbook's commands (docs/runbook.md)`;

/** Whether a worker took work from the rollback queue lately; unknown when Temporal does not say. */
export async function workerPolls(client: Client): Promise<boolean | undefined> {
  try {
    const { pollers } = await client.withDeadline(Date.now() + 1_000, () =>
      client.workflowService.describeTaskQueue({
        namespace: client.options.namespace,
        taskQueue: { name: queues.main },
        taskQueueType: workflowQueue,
      }),
    );
    const oldest = (Date.now() - heardOfWithinMs) / 1000;
    return pollers.some(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) >= oldest);
  } catch {
    return undefined;
  }
}
