// Runbook › Method 1: StopServiceDeployment with ROLLBACK. Reads before it changes; repeating the call is harmless to ECS.
import { setTimeout as sleep } from 'node:timers/promises';
import { StopServiceDeploymentCommand } from '@aws-sdk/client-ecs';
import { ApplicationFailure } from '@temporalio/common';
import { failure } from '../src/failures.js';
import type { SeenDeployment, SeenServiceDeployment } from '../src/situation.js';
import { decideTakeBack } from '../src/take-back.js';
import type { Activities, NotTakenBack, TakenBack } from './activities.js';
import { withinAttempt } from './attempt.js';
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
  async ({ entry, target, fromTaskDefinition }: TakeBack): Promise<TakenBack | NotTakenBack> => {
    const clients = aws.of(entry);
    const signal = withinAttempt();
    const intention = { target: target.release.taskDefinition, from: fromTaskDefinition };
    const { deployments } = await readHistory(clients.ecs, entry, signal);
    const decision = decideTakeBack(deployments, intention);
    if (decision.do === 'refuse') return { how: 'refused', why: decision.why };
    const changedAt = new Date().toISOString();
    const refused = decision.do === 'stop' ? await stop(clients, decision.deployment, signal) : undefined;
    if (refused !== undefined) return refused;
    const primary = await untilPrimary(clients, entry, intention.target, signal);
    if (primary?.taskDefinition !== intention.target) throw notYet(decision.deployment, primary);
    const { id, taskDefinition, createdAt } = primary;
    return { deploymentId: id, taskDefinition, createdAt, changedAt, ...whoDid(decision.deployment, decision.do) };
  };

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

/** ECS says no for good: the deployment has ended meanwhile, or it cannot be rolled back. */
async function stop(
  { changingEcs }: AwsClients,
  { arn }: SeenServiceDeployment,
  signal: AbortSignal,
): Promise<NotTakenBack | undefined> {
  const command = new StopServiceDeploymentCommand({ serviceDeploymentArn: arn, stopType: 'ROLLBACK' });
  try {
    await askAws('StopServiceDeployment with ROLLBACK', () => changingEcs.send(command, { abortSignal: signal }));
    return undefined;
  } catch (error) {
    if (error instanceof ApplicationFailure && error.type === 'AwsRefused')
      return { how: 'refused', why: error.message };
    throw error;
  }
}

/** The breaker, an alarm or a person had begun already; without a reason given it was this run's own call. */
const whoDid = (deployment: SeenServiceDeployment, did: 'stop' | 'follow'): Pick<TakenBack, 'by' | 'why'> => {
  const { statusReason = '' } = deployment;
  const byEcs = did === 'follow' && /circuit breaker|alarm/i.test(statusReason);
  return {
    by: byEcs ? 'ECS' : 'a request',
    why: byEcs ? statusReason.replace(/\.$/, '') : 'StopServiceDeployment with ROLLBACK',
  };
};

const notYet = ({ status }: SeenServiceDeployment, primary: SeenDeployment | undefined): ApplicationFailure =>
  failure('NotYet', {
    attempted: 'Waiting until ECS deploys the source again',
    cameBack: `the deployment is ${status}, PRIMARY is ${primary?.id ?? 'none'}`,
    next: 'Runback reads it again by itself',
  });
