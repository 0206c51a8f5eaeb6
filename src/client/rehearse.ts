import { type Client, WorkflowFailedError } from '@temporalio/client';
import type { RehearsalResult } from '../../workflows/database/rehearsal.js';
import { queues, rehearsalId } from '../identifiers.js';
import type { RollbackRequest } from '../rollback.js';
import { refusedBy } from './plan.js';
import { noWorkerPolls, workerPolls } from './pollers.js';
import { troubleOf } from './temporal-trouble.js';
import { Trouble } from './trouble.js';

/** Waits for its end; one that runs already is joined. Throws `bad input`, `no worker` or `temporal not reached`. */
export async function rehearse(client: Client, request: RollbackRequest, database: string): Promise<RehearsalResult> {
  try {
    if ((await workerPolls(client)) === false)
      throw new Trouble('no worker', noWorkerPolls.replace('Accepted, but no', 'No'));
    const handle = await client.workflow.start('rehearseDatabaseRollback', {
      workflowId: rehearsalId(database),
      taskQueue: queues.main,
      args: [request],
      workflowIdConflictPolicy: 'USE_EXISTING',
    });
    return (await handle.result()) as RehearsalResult;
  } catch (error) {
    if (error instanceof WorkflowFailedError && error.cause !== undefined) throw refusedBy(error.cause);
    throw troubleOf(`Rehearsing a rollback of the database ${database}`, error);
  }
}
