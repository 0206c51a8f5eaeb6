// Runbook › Method 1: StopServiceDeployment, or ContinueServiceDeployment, with ROLLBACK. Reads before it changes; repeating the call is harmless to ECS.
import { setTimeout as sleep } from 'node:timers/promises';
import { ContinueServiceDeploymentCommand, StopServiceDeploymentCommand } from '@aws-sdk/client-ecs';
import { ApplicationFailure } from '@temporalio/common';
import { failure, remedyOf } from '../src/failures.js';
import type { SeenDeployment, SeenServiceDeployment } from '../src/situation.js';
import { decideTakeBack, takeBackCall } from '../src/take-back.js';
import type { Activities, NotTakenBack, TakenBack } from './activities.js';
import { attemptNumber, withinAttempt } from './attempt.js';
import type { AwsAccess, AwsClients } from './aws-clients.js';
import { askAws } from './aws-errors.js';
import { readHistory } from './ecs-history.js';
import { describeService, seenService } from './ecs-service.js';

const looksForMs = 5_000;
const looksEveryMs = 500;

type TakeBack = Parameters<Activities['takeBackDeployment']>[0];

/** Ends when the target's deployment is PRIMARY again; until then it fails benignly and is asked again. */
export const takeBackDeployment =
  ({ aws }: { readonly aws: AwsAccess }) =>
  async (input: TakeBack): Promise<TakenBack | NotTakenBack> => {
    const sent = { yes: attemptNumber() > 1 };
    try {
      return await takeBack(aws.of(input.entry), input, sent);
    } catch (error) {
      if (!sent.yes || remedyOf(error) !== 'person') throw error;
      return { not: 'unclear', why: `ECS was asked to go back; ${messageOf(error)}`, sent: true };
    }
  };

async function takeBack(
  clients: AwsClients,
  { entry, target, fromTaskDefinition }: TakeBack,
  sent: { yes: boolean },
): Promise<TakenBack | NotTakenBack> {
  const signal = withinAttempt();
  const intention = { target: target.release.taskDefinition, from: fromTaskDefinition };
  const { deployments } = await readHistory(clients.ecs, entry, signal);
  const decision = decideTakeBack(deployments, intention);
  if (decision.do === 'refuse') return { not: 'refused', why: decision.why, sent: sent.yes };
  const changedAt = new Date().toISOString();
  if (decision.do === 'stop') {
    const refused = await stop(clients, decision.deployment, signal);
    if (refused !== undefined) return { not: 'refused', why: refused, sent: sent.yes };
    sent.yes = true;
  }
  const primary = await untilPrimary(clients, entry, intention.target, signal);
  if (primary?.taskDefinition !== intention.target) throw notYet(decision.deployment, primary);
  const { id, taskDefinition, createdAt } = primary;
  return { deploymentId: id, taskDefinition, createdAt, changedAt, ...whoDid(decision.deployment, decision.do) };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** ECS begins to go back some seconds after it was asked; within this attempt it is looked for as long as it may last. */
async function untilPrimary(
  { ecs }: AwsClients,
  entry: TakeBack['entry'],
  target: string,
  signal: AbortSignal,
): Promise<SeenDeployment | undefined> {
  const end = Date.now() + looksForMs;
  for (;;) {
    const service = seenService(await describeService(ecs, entry, signal));
    const primary = service.deployments.find(({ status }) => status === 'PRIMARY');
    if (primary?.taskDefinition === target || Date.now() >= end || signal.aborted) return primary;
    await sleep(looksEveryMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Why not, where ECS says no for good: it has ended meanwhile, cannot be rolled back, or this call is not allowed. */
async function stop(
  { changingEcs }: AwsClients,
  deployment: SeenServiceDeployment,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { arn: serviceDeploymentArn, pausedAtHook: hookId } = deployment;
  const ask = (): Promise<unknown> =>
    hookId === undefined
      ? changingEcs.send(new StopServiceDeploymentCommand({ serviceDeploymentArn, stopType: 'ROLLBACK' }), {
          abortSignal: signal,
        })
      : changingEcs.send(new ContinueServiceDeploymentCommand({ serviceDeploymentArn, hookId, action: 'ROLLBACK' }), {
          abortSignal: signal,
        });
  try {
    await askAws(takeBackCall(deployment), ask);
    return undefined;
  } catch (error) {
    const isNo = error instanceof ApplicationFailure && ['AwsRefused', 'AwsAccessDenied'].includes(error.type ?? '');
    if (isNo) return error.message;
    throw error;
  }
}

/** The breaker, an alarm or a person had begun already; without a reason given it was this run's own call. */
const whoDid = (deployment: SeenServiceDeployment, did: 'stop' | 'follow'): Pick<TakenBack, 'by' | 'why'> => {
  const { statusReason = '' } = deployment;
  const byEcs = did === 'follow' && /circuit breaker|alarm/i.test(statusReason);
  return {
    by: byEcs ? 'ECS' : 'a request',
    why: byEcs ? statusReason.replace(/\.$/, '') : takeBackCall(deployment),
  };
};

const notYet = ({ status }: SeenServiceDeployment, primary: SeenDeployment | undefined): ApplicationFailure =>
  failure('NotYet', {
    attempted: 'Waiting until ECS deploys the source again',
    cameBack: `the deployment is ${status}, PRIMARY is ${primary?.id ?? 'none'}`,
    next: 'Runback reads it again by itself',
  });
