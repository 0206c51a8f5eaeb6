import { randomUUID } from 'node:crypto';
import { type Client, WorkflowFailedError } from '@temporalio/client';
import { sentenceOf } from '../failures.js';
import { planId, queryNames, queues } from '../identifiers.js';
import type { Plan } from '../plan-shape.js';
import type { RollbackRequest } from '../rollback.js';
import { noWorkerAnswers, noWorkerPolls, workerPolls } from './pollers.js';
import { isDeadline, troubleOf } from './temporal-trouble.js';
import { Trouble } from './trouble.js';

const planWithinMs = 60_000;

interface Options {
  readonly withinMs?: number;
}

/**
 * Plans without changing anything and without taking the lock. Throws `bad input` with the run's own sentence,
 * `no worker`, `no plan` when none could be made, or `temporal not reached`.
 */
export async function makePlan(
  client: Client,
  request: RollbackRequest,
  { withinMs = planWithinMs }: Options = {},
): Promise<{ id: string; plan: Plan }> {
  const id = planId(request.environment, request.service, randomUUID());
  let accepted = false;
  try {
    return await client.withDeadline(Date.now() + withinMs, async () => {
      if ((await workerPolls(client)) === false)
        throw new Trouble('no worker', noWorkerPolls.replace('Accepted, but no', 'No'));
      const handle = await client.workflow.start('rollback', {
        workflowId: id,
        taskQueue: queues.main,
        args: [{ ...request, planOnly: true }],
      });
      accepted = true;
      const report: unknown = await handle.result();
      const plan = await handle.query<Plan | null>(queryNames.plan);
      if (plan === null) throw noPlan(request, report);
      return { id, plan };
    });
  } catch (error) {
    if (error instanceof WorkflowFailedError && error.cause !== undefined) throw refusedBy(error.cause);
    if (accepted && isDeadline(error)) throw new Trouble('no worker', noWorkerAnswers());
    throw troubleOf(`Planning a rollback of ${request.service} ${request.environment}`, error);
  }
}

/** A run fails only when its request is invalid (design §9). */
export const refusedBy = (cause: Error): Trouble =>
  new Trouble('bad input', cause.cause instanceof Error ? cause.cause.message : cause.message);

const noPlan = ({ service, environment }: RollbackRequest, report: unknown): Trouble => {
  const headline =
    typeof report === 'object' && report !== null && 'headline' in report ? String(report.headline) : 'no reason given';
  const next = 'It was the worker that asked; nothing was changed. The same from here: runback check';
  return new Trouble(
    'no plan',
    sentenceOf({
      attempted: `Planning a rollback of ${service} ${environment}`,
      cameBack: headline,
      next,
    }),
  );
};
