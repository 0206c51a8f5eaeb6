// Deploys the target: reads first, sends UpdateService once, and after an unclear answer looks for the deployment before it judges.
import { type Service, UpdateServiceCommand, type UpdateServiceCommandInput } from '@aws-sdk/client-ecs';
import { ApplicationFailure } from '@temporalio/common';
import { failure } from '../src/failures.js';
import { type RunMark, runMark } from '../src/run-mark.js';
import type { DeploymentSettings, SeenDeployment } from '../src/situation.js';
import { switchedOff } from '../src/switched-off.js';
import type { Activities, NotStarted, StartedDeployment } from './activities.js';
import { type Adoption, adopt } from './adopted-deployment.js';
import { attemptNumber, withinAttempt } from './attempt.js';
import type { AwsAccess } from './aws-clients.js';
import { askAws, withoutNext } from './aws-errors.js';
import { readDeployable } from './deployable.js';
import { withoutReverting } from './deployment-settings.js';
import { shortArn } from './ecs-releases.js';
import { describeService, seenService, settingsOf } from './ecs-service.js';
import { markRun } from './ecs-tags.js';
import { decideStart, type Intention, type StartDecision } from './start-decision.js';
import { unclearBecause } from './unclear-change.js';

type Start = Parameters<Activities['startEcsDeployment']>[0];
type Change = Adoption;

// The next run needs the mark; production needs its deployment followed more.
const marksInAttempts = 5;

/** Runback › Method 3, step 5. Safe to run again: a deployment of ours that is there already is adopted. */
export const startEcsDeployment =
  ({ aws }: { readonly aws: AwsAccess }) =>
  async (start: Start): Promise<StartedDeployment | NotStarted> => {
    const { entry, fromTaskDefinition, deploymentsSeen, givenUp, settings } = start;
    const change: Change = { clients: aws.of(entry), entry, signal: withinAttempt(), former: settings };
    const seen = await readDeployable(change, start);
    if ('how' in seen) return seen;
    const { service, taskDefinition } = seen;
    const intention: Intention = { taskDefinition, fromTaskDefinition, deploymentsSeen, givenUp };
    const decision = decideStart(seenService(service), intention, Date.now());
    if (decision.do === 'not start') return decision.answer;
    const marking = markRun(change, service, markOf(start, taskDefinition, decision));
    const answer =
      decision.do === 'adopt'
        ? await adopt(change, service, decision.deployment)
        : await updateService(change, service, intention, decision.forceNewDeployment);
    const unmarked = await marking;
    if (unmarked !== undefined && 'deploymentId' in answer && attemptNumber() < marksInAttempts) throw unmarked;
    return 'deploymentId' in answer && attemptNumber() > 1 ? { ...answer, mayComeAgain: true } : answer;
  };

/** Of the moment that the deployment begins: by it the next run knows the deployment again. */
const markOf = ({ run, fromTaskDefinition, settings }: Start, to: string, decision: StartDecision): RunMark => {
  const at = decision.do === 'adopt' ? decision.deployment.createdAt : new Date().toISOString();
  return runMark(run.runKey, fromTaskDefinition, to, settings, at);
};

async function updateService(
  change: Change,
  service: Service,
  intention: Intention,
  forceNewDeployment: boolean,
): Promise<StartedDeployment | NotStarted> {
  const { clients, entry, signal } = change;
  const attempted = `UpdateService of ${entry.ecs.service} to ${shortArn(intention.taskDefinition)}`;
  const changedAt = new Date().toISOString();
  const input: UpdateServiceCommandInput = {
    cluster: entry.ecs.cluster,
    service: entry.ecs.service,
    taskDefinition: intention.taskDefinition,
    deploymentConfiguration: withoutReverting(service),
    ...(forceNewDeployment ? { forceNewDeployment } : {}),
  };
  try {
    const answer = await askAws(attempted, () =>
      clients.changingEcs.send(new UpdateServiceCommand(input), { abortSignal: signal }),
    );
    const { service: updated = {} } = answer;
    const decision = decideStart(seenService(updated), intention, Date.now());
    if (decision.do === 'adopt') return started(decision.deployment, changedAt, change.former, updated);
  } catch (error) {
    if (!mayHaveApplied(error)) throw error;
    const applied = await lookForOurs(change, intention, withoutNext(error.message));
    if (applied !== undefined) return applied;
    throw error;
  }
  const accepted = `${attempted} was accepted without naming a deployment`;
  return (await lookForOurs(change, intention, accepted)) ?? nothingStarted(attempted);
}

/** The answer may be all that was lost. Undefined where ECS lists no deployment of ours. */
async function lookForOurs(
  change: Change,
  intention: Intention,
  sent: string,
): Promise<StartedDeployment | NotStarted | undefined> {
  const { clients, entry, signal } = change;
  const service = await describeService(clients.ecs, entry, signal).catch((hinders: unknown) =>
    unclearBecause(hinders, sent),
  );
  if ('how' in service) return service;
  const decision = decideStart(seenService(service), intention, Date.now());
  return decision.do === 'adopt' ? adopt(change, service, decision.deployment) : undefined;
}

const mayHaveApplied = (error: unknown): error is ApplicationFailure =>
  error instanceof ApplicationFailure && error.type === 'AwsUnavailable';

const started = (
  { id, taskDefinition, createdAt }: SeenDeployment,
  changedAt: string,
  former: DeploymentSettings,
  service: Service,
): StartedDeployment => ({
  deploymentId: id,
  taskDefinition,
  createdAt,
  how: 'started',
  changedAt,
  switchedOff: switchedOff(former, settingsOf(service)),
});

function nothingStarted(attempted: string): never {
  throw failure('AwsUnavailable', {
    attempted,
    cameBack: 'it was accepted, but ECS lists no new deployment',
    next: 'Runback reads the service and asks again by itself',
  });
}
