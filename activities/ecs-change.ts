// Deploys the target: reads first, sends UpdateService once, and after an unclear answer looks for the deployment before it judges.
import {
  type Service,
  TagResourceCommand,
  UpdateServiceCommand,
  type UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs';
import { ApplicationFailure } from '@temporalio/common';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { failure } from '../src/failures.js';
import { runMark, runMarkKey, writeRunMark } from '../src/run-mark.js';
import type { DeploymentSettings, SeenDeployment } from '../src/situation.js';
import type { Activities, NotStarted, StartedDeployment } from './activities.js';
import { adopt } from './adopted-deployment.js';
import { withinAttempt } from './attempt.js';
import type { AwsAccess, AwsClients } from './aws-clients.js';
import { askAws } from './aws-errors.js';
import { switchedOff, withoutReverting } from './deployment-settings.js';
import { describeTaskDefinition, shortArn } from './ecs-releases.js';
import { describeService, seenService, settingsOf } from './ecs-service.js';
import { pinnedCopy } from './pinned-task-definition.js';
import { decideStart, type Intention } from './start-decision.js';

type Start = Parameters<Activities['startEcsDeployment']>[0];

interface Change {
  readonly clients: AwsClients;
  readonly entry: CatalogueEntry;
  readonly signal: AbortSignal;
  readonly former: Start['settings'];
}

/** Runback › Method 3, step 5. Safe to run again: a deployment of ours that is there already is adopted. */
export const startEcsDeployment =
  ({ aws }: { readonly aws: AwsAccess }) =>
  async (start: Start): Promise<StartedDeployment | NotStarted> => {
    const { entry, target, fromTaskDefinition, deploymentsSeen, forceNewDeployment, settings } = start;
    const change: Change = { clients: aws.of(entry), entry, signal: withinAttempt(), former: settings };
    const [service, taskDefinition] = await Promise.all([readDeployable(change), deployableTarget(change, target)]);
    const intention: Intention = { taskDefinition, fromTaskDefinition, deploymentsSeen, forceNewDeployment };
    const decision = decideStart(seenService(service), intention, Date.now());
    if (decision.do === 'not start') return decision.answer;
    const marked = markService(change, service, taskDefinition, start);
    const answer =
      decision.do === 'adopt'
        ? await adopt(change, service, decision.deployment)
        : await updateService(change, service, { ...intention, forceNewDeployment: decision.forceNewDeployment });
    await marked;
    return answer;
  };
/** Beside the change, so that the next run finds what this one left should it be terminated; it never holds the change up. */
async function markService({ clients, signal }: Change, service: Service, to: string, start: Start): Promise<void> {
  const mark = runMark(start.run.runKey, start.fromTaskDefinition, to, start.settings, new Date().toISOString());
  const tags = [{ key: runMarkKey, value: writeRunMark(mark) }];
  const command = new TagResourceCommand({ resourceArn: service.serviceArn, tags });
  await clients.changingEcs.send(command, { abortSignal: signal }).catch(() => undefined);
}

/** The service, when ECS itself deploys it. */
async function readDeployable({ clients, entry, signal }: Change): Promise<Service> {
  const service = await describeService(clients.ecs, entry, signal);
  const controller = service.deploymentController?.type ?? 'ECS';
  if (controller === 'ECS') return service;
  throw failure('ControllerNotSupported', {
    attempted: `Deploying to ${entry.ecs.cluster}/${entry.ecs.service}`,
    cameBack: `its deployment controller is ${controller}`,
    next: controller === 'CODE_DEPLOY' ? 'Roll back in CodeDeploy' : 'Roll back with the tool that owns its task sets',
    heading: 'Method 3',
  });
}

/** ARN to deploy: the target while it is ACTIVE, its pinned copy where a tag moved. */
async function deployableTarget({ clients, entry, signal }: Change, target: Start['target']): Promise<string> {
  if (target.pin.length > 0) return pinnedCopy(clients, entry, target, signal);
  const { definition } = await describeTaskDefinition(clients.ecs, target.release.taskDefinition, signal);
  if (definition.status === 'ACTIVE') return definition.taskDefinitionArn ?? target.release.taskDefinition;
  throw failure('TaskDefinitionInactive', {
    attempted: `Deploying ${shortArn(target.release.taskDefinition)}`,
    cameBack: `it is ${definition.status ?? 'without a status'}`,
    next: 'Choose another target; an INACTIVE task definition cannot be deployed',
  });
}

async function updateService(change: Change, service: Service, intention: Intention) {
  const { clients, entry, signal } = change;
  const changedAt = new Date().toISOString();
  const input: UpdateServiceCommandInput = {
    cluster: entry.ecs.cluster,
    service: entry.ecs.service,
    taskDefinition: intention.taskDefinition,
    deploymentConfiguration: withoutReverting(service),
    ...(intention.forceNewDeployment ? { forceNewDeployment: true } : {}),
  };
  try {
    const answer = await askAws(`UpdateService of ${entry.ecs.service} to ${shortArn(intention.taskDefinition)}`, () =>
      clients.changingEcs.send(new UpdateServiceCommand(input), { abortSignal: signal }),
    );
    const { service: updated = {} } = answer;
    const decision = decideStart(seenService(updated), intention, Date.now());
    if (decision.do === 'adopt') return started(decision.deployment, changedAt, change.former, updated);
  } catch (error) {
    if (!mayHaveApplied(error)) throw error;
    const applied = await lookForOurs(change, intention);
    if (applied !== undefined) return applied;
    throw error;
  }
  return (await lookForOurs(change, intention)) ?? nothingStarted(entry, intention);
}

/** The answer may be all that was lost. */
async function lookForOurs(change: Change, intention: Intention): Promise<StartedDeployment | undefined> {
  const service = await describeService(change.clients.ecs, change.entry, change.signal);
  const decision = decideStart(seenService(service), intention, Date.now());
  return decision.do === 'adopt' ? adopt(change, service, decision.deployment) : undefined;
}

const mayHaveApplied = (error: unknown): boolean =>
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

function nothingStarted(entry: CatalogueEntry, { taskDefinition }: Intention): never {
  throw failure('AwsUnavailable', {
    attempted: `UpdateService of ${entry.ecs.service} to ${shortArn(taskDefinition)}`,
    cameBack: 'it was accepted, but ECS lists no new deployment',
    next: 'Runback reads the service and asks again by itself',
  });
}
