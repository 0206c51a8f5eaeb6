import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { queues, rollbackId } from '../identifiers.js';
import { askedByMachine } from '../requests.js';
import type { RollbackRequest } from '../rollback.js';
import { workerPolls } from './pollers.js';
import { temporalAnswersWithin, troubleOf } from './temporal-trouble.js';

export interface Started {
  /** The rollback's workflow id, which is the lock of its service and environment. */
  readonly id: string;
  readonly runId: string;
  /** false: a rollback of this service was open already, and it has been told of this request. */
  readonly started: boolean;
  /** Undefined when Temporal did not say in time. */
  readonly workerPolls: boolean | undefined;
}

/**
 * Asks for a rollback under the lock id: starts it, or adds the request to the one that runs. Repeating the same
 * request (same `requestId`) after a lost answer does no harm. Throws `temporal not reached`.
 */
export async function startRollback(
  client: Client,
  request: RollbackRequest,
  { withinMs = temporalAnswersWithin }: { withinMs?: number } = {},
): Promise<Started> {
  const asked = { ...request, requestId: request.requestId ?? randomUUID() };
  const id = rollbackId(asked.environment, asked.service);
  const attempted = `Asking for a rollback of ${asked.service} ${asked.environment}`;
  try {
    return await client.withDeadline(Date.now() + withinMs, async () => {
      const polls = workerPolls(client);
      const runId = await signalWithStart(client, id, asked);
      const { memo } = await client.workflow.getHandle(id, runId).describe();
      return { id, runId, started: memo?.requestId === asked.requestId, workerPolls: await polls };
    });
  } catch (error) {
    throw troubleOf(attempted, error);
  }
}

// The answer does not say whether the run is new; the memo, written by the start alone, does. An alert that it names is
// not heard again after the run, so only a request of the alert's own names it.
async function signalWithStart(client: Client, id: string, asked: RollbackRequest): Promise<string> {
  const { fingerprint, startsAt } = (askedByMachine(asked) ? asked.trigger : undefined) ?? {};
  const handle = await client.workflow.signalWithStart('rollback', {
    workflowId: id,
    taskQueue: queues.main,
    args: [asked],
    signal: 'request',
    signalArgs: [asked],
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    memo: {
      requestId: asked.requestId,
      ...(asked.undoes === undefined ? {} : { undoes: asked.undoes }),
      ...(fingerprint === undefined ? {} : { fingerprint }),
      ...(startsAt === undefined ? {} : { startsAt }),
    },
    staticSummary: `Roll back ${asked.service} ${asked.environment}`.slice(0, 190),
  });
  return handle.signaledRunId;
}
