// What a rollback says of itself, for the people who are told of it.
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { failure } from '../src/failures.js';
import { queryNames } from '../src/identifiers.js';
import type { Status } from '../src/status.js';

const answersWithinMs = 4_000;

export interface StatusSeen {
  /** gone: it is closed, and it did not say so itself. */
  readonly state: 'open' | 'gone';
  readonly status?: Status;
}

/** The run that holds the lock; where that is another one by now, this one is gone. Fails with TemporalUnavailable. */
export const readStatus =
  ({ temporal }: { readonly temporal: Client }) =>
  async ({ workflowId, runKey }: { workflowId: string; runKey: string }): Promise<StatusSeen> => {
    const handle = temporal.workflow.getHandle(workflowId);
    try {
      return await temporal.withDeadline(Date.now() + answersWithinMs, async () => {
        const { status } = await handle.describe();
        if (status.name !== 'RUNNING' && status.name !== 'PAUSED') return { state: 'gone' };
        const seen = await handle.query<Status>(queryNames.status);
        return seen.runKey === runKey ? { state: 'open', status: seen } : { state: 'gone' };
      });
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return { state: 'gone' };
      throw failure('TemporalUnavailable', {
        attempted: `Reading the status of ${workflowId}`,
        cameBack: error instanceof Error ? error.message : String(error),
        next: 'Runback tries again by itself',
      });
    }
  };
