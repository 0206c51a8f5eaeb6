// Who holds a database, as Temporal knows it: the lock is a workflow, begun by the run that holds it.
import { activityInfo } from '@temporalio/activity';
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { failure, sentenceOf } from '../../src/failures.js';
import type { DatabaseActivities } from '../database-activities.js';
import { createLongerPauses } from '../longer-pauses.js';

type Here = Pick<DatabaseActivities, 'readDatabaseHolder' | 'databaseFreed'>;

const answersWithinMs = 4_000;

export function databaseHolds({ temporal }: { readonly temporal: Client }): Here {
  const holderOf = readHolder(temporal);
  const pauseOf = createLongerPauses();
  return {
    readDatabaseHolder: ({ lock }) => holderOf(lock),
    async databaseFreed({ lock }) {
      const { attempt, workflowExecution } = activityInfo();
      const { state, by = 'somebody' } = await holderOf(lock);
      if (state === 'held') throw notYet(lock, `${by} holds it`);
      // Found free at once, others take it as often: such a run waits longer each time.
      if (attempt === 1) throw notYet(lock, 'it is free', pauseOf(workflowExecution?.runId ?? ''));
    },
  };
}

const readHolder =
  (temporal: Client) =>
  async (lock: string): ReturnType<Here['readDatabaseHolder']> => {
    try {
      const { status, raw } = await temporal.withDeadline(Date.now() + answersWithinMs, () =>
        temporal.workflow.getHandle(lock).describe(),
      );
      if (status.name !== 'RUNNING') return { state: 'free' };
      const by = raw.workflowExecutionInfo?.parentExecution?.workflowId;
      return { state: 'held', ...(by ? { by } : {}) };
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return { state: 'free' };
      throw failure('TemporalUnavailable', {
        attempted: `Looking who holds ${lock}`,
        cameBack: error instanceof Error ? error.message : String(error),
        next: 'Runback tries again by itself',
      });
    }
  };

const notYet = (lock: string, cameBack: string, nextRetryDelay?: number): ApplicationFailure =>
  ApplicationFailure.create({
    type: 'NotYet',
    category: ApplicationFailureCategory.BENIGN,
    message: sentenceOf({ attempted: `Looking at ${lock} again`, cameBack, next: 'Runback looks again by itself' }),
    ...(nextRetryDelay === undefined ? {} : { nextRetryDelay }),
  });
