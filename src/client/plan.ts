import { randomUUID } from 'node:crypto';
import { type Client, WorkflowFailedError } from '@temporalio/client';
import { sentenceOf } from '../failures.js';
import { planId, queryNames, queues } from '../identifiers.js';
import type { Plan } from '../plan-shape.js';
import type { RollbackRequest } from '../rollback.js';
import { noWorkerPolls, workerPolls } from './pollers.js';
import { troubleOf } from './temporal-trouble.js';
import { Trouble } from './trouble.js';

const planWithinMs = 60_000;

/**
 * Plans without changing anything and without taking the lock. Throws `bad input` with the run's own sentence,
 * `no worker`, `refused` when no plan could be made, or `temporal not reached`.
 */
export async function makePlan(client: Client, request: RollbackRequest): Promise<{ id: string; plan: Plan }> {
  const id = planId(request.environment, request.service, randomUUID());
  try {
    return await client.withDeadline(Date.now() + planWithinMs, async () => {
      if ((await workerPolls(client)) === false)
        throw new Trouble('no worker', noWorkerPolls.replace('Accepted, but no', 'No'));
      const handle = await client.workflow.start('rollback', {
        workflowId: id,
        taskQueue: queues.main,
        args: [{ ...request, planOnly: true }],
      });
      const report: unknown = await handle.result();
      const plan = await handle.query<Plan | null>(queryNames.plan);
      if (plan === null) throw noPlan(request, report);
      return { id, plan };
    });
  } catch (error) {
    if (error instanceof WorkflowFailedError && error.cause !== undefined) throw refusedBy(error.cause);
    throw troubleOf(`Planning a rollback of ${request.service} ${request.environment}`, error);
  }
}

/** A run fails only when its request is invalid (design §9). */
export const refusedBy = (cause: Error): Trouble =>
  new Trouble('bad input', cause.cause instanceof Error ? cause.cause.message : cause.message);

const noPlan = ({ service, environment }: RollbackRequest, report: unknown): Trouble => {
  const headline =
    typeof report === 'object' && report !== null && 'headline' in report ? String(report.headline) : 'no reason given';
  const next = 'Nothing was changed. Check the outside world: runback check';
  return new Trouble(
    'refused',
    sentenceOf({
      attempted: `Planning a rollback of ${service} ${environment}`,
      cameBack: headline,
      next,
    }),
  );
};
