// Has a deployment guarded: started once for each deployment, whoever asks, however often.
import { setTimeout } from 'node:timers/promises';
import { type Client, WorkflowExecutionAlreadyStartedError, type WorkflowHandle } from '@temporalio/client';
import type { GuardRequest } from '../guard/guard-request.js';
import type { GuardEnd, GuardStatus } from '../guard/guard-status.js';
import { guardId, queryNames, queues } from '../identifiers.js';
import { workerPolls } from './pollers.js';
import { temporalAnswersWithin, troubleOf } from './temporal-trouble.js';

export interface GuardStarted {
  /** Workflow id; where no deployment was named, of the run that finds it out and hands over. */
  readonly id: string;
  /** false: it is guarded, or was, already. */
  readonly started: boolean;
  /** Undefined when Temporal did not say in time. */
  readonly workerPolls: boolean | undefined;
}

/** Throws `temporal not reached`. A guard that was ended by hand is begun again; one that came to its end is not. */
export async function startGuard(client: Client, request: GuardRequest): Promise<GuardStarted> {
  const { service, environment, deployment } = request;
  const id = guardId(environment, service, deployment);
  try {
    return await client.withDeadline(Date.now() + temporalAnswersWithin, async () => {
      const polls = workerPolls(client);
      const started = await begin(client, id, request);
      return { id, started, workerPolls: await polls };
    });
  } catch (error) {
    throw troubleOf(`Having ${service} ${environment} guarded`, error);
  }
}

async function begin(client: Client, workflowId: string, request: GuardRequest): Promise<boolean> {
  const { service, environment, deployment } = request;
  try {
    await client.workflow.start('guardDeployment', {
      workflowId,
      taskQueue: queues.main,
      args: [request],
      workflowIdConflictPolicy: 'FAIL',
      workflowIdReusePolicy: deployment === undefined ? 'ALLOW_DUPLICATE' : 'ALLOW_DUPLICATE_FAILED_ONLY',
      staticSummary: `Guard ${deployment ?? 'the newest deployment'} of ${service} ${environment}`.slice(0, 190),
    });
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}

const betweenLooksMs = 200;

export type GuardSeen = { readonly ended: GuardEnd } | { readonly status: GuardStatus };

/** How it stands a moment after its start; what hands over is followed once. Throws what `troubleOf` makes of it. */
export async function guardNow(
  client: Client,
  id: string,
  answerWithinMs = 15_000,
): Promise<GuardSeen & { id: string }> {
  try {
    return await client.withDeadline(Date.now() + answerWithinMs, async () => {
      const seen = await seenAt(client.workflow.getHandle(id));
      if (!('ended' in seen) || seen.ended.end !== 'handed over' || seen.ended.see === undefined)
        return { ...seen, id };
      return { ...(await seenAt(client.workflow.getHandle(seen.ended.see))), id: seen.ended.see };
    });
  } catch (error) {
    throw troubleOf(`Looking at ${id}`, error);
  }
}

/** Waits until it is known what is guarded. */
async function seenAt(handle: WorkflowHandle): Promise<GuardSeen> {
  for (;;) {
    const { status: execution } = await handle.describe();
    if (execution.name !== 'RUNNING' && execution.name !== 'PAUSED')
      return { ended: (await handle.result()) as GuardEnd };
    const status = await handle.query<GuardStatus>(queryNames.status);
    if (status.deployment !== undefined) return { status };
    await setTimeout(betweenLooksMs);
  }
}
