// How deployments begin and end (facts §1, §4). Nothing here starts or stops a task.
import type { SimulatedTime } from '../../world.js';
import type { Registry } from '../ecr/registry.js';
import { deploymentId, serviceDeploymentArn, serviceRevisionArn } from '../identifiers.js';
import { AwsRefusal } from '../refusal.js';
import { breakerThreshold } from './circuit-breaker.js';
import { isWanted, primaryOf, shownDeployments, tasksOf } from './counts.js';
import { noteEvent } from './event-log.js';
import { beginLifecycle } from './lifecycle.js';
import type { Deployment, Service, ServiceRevision, TaskDefinition } from './records.js';
import type { ServiceDeployment } from './service-deployment-record.js';
import { finishServiceDeployment, stopServiceDeployment } from './service-deployments.js';
import { eventTexts, rolloutReasons, serviceDeploymentReasons } from './wording.js';

export interface Deploying {
  readonly time: SimulatedTime;
  readonly registry: Registry;
}

const mostUnfinished = 5;

/**
 * Makes a new PRIMARY; the former one stays ACTIVE while it has tasks.
 * @throws InvalidParameterException when five unfinished deployments exist (R16; error class assumed)
 */
export function beginDeployment(
  { time, registry }: Deploying,
  service: Service,
  definition: TaskDefinition,
): Deployment {
  const unfinished = shownDeployments(service).filter(({ rolloutState }) => rolloutState !== 'COMPLETED');
  if (unfinished.length >= mostUnfinished) {
    const text = `${mostUnfinished} active deployments exist, unable to create new deployment.`;
    throw new AwsRefusal('InvalidParameterException', text);
  }
  const now = time.now();
  const active = shownDeployments(service);
  const serving = servingRevision(active);
  const revision = newRevision(service, definition, { registry, now, serving });
  const sources = active.map((deployment) => deployment.revision);
  const lifecycle =
    service.configuration.strategy === 'ROLLING' ? undefined : beginLifecycle(now, serving, active.length > 1);
  supersede(service, now);
  const deployment = newDeployment(
    service,
    revision,
    {
      ...newServiceDeployment(service, revision, sources, now),
      ...(lifecycle ? { lifecycle } : {}),
    },
    now,
  );
  service.deployments.push(deployment);
  service.serviceDeployments.push(deployment.serviceDeployment);
  service.steady = false;
  return deployment;
}

export function completeDeployment(service: Service, deployment: Deployment, now: number): void {
  deployment.rolloutState = 'COMPLETED';
  deployment.rolloutStateReason = rolloutReasons.completed(deployment.id);
  deployment.updatedAt = now;
  deployment.lastCompletedAt = now;
  const from = deployment.rollingBackFrom;
  delete deployment.rollingBackFrom;
  const finished = from?.serviceDeployment ?? deployment.serviceDeployment;
  finishServiceDeployment(service, finished, from ? 'ROLLBACK_SUCCESSFUL' : 'SUCCESSFUL', now);
  noteEvent(service, eventTexts(service.name).completed(deployment.id), now);
}

/** Takes deployments off the list that have ended: a COMPLETED one with its last counted task (R8), another when all its tasks are STOPPED (R5, R16). */
export function dropEndedDeployments(service: Service): void {
  for (const deployment of service.deployments.filter(({ status }) => status === 'ACTIVE')) {
    const tasks = tasksOf(service, deployment);
    const left =
      deployment.rolloutState === 'COMPLETED'
        ? tasks.some(isWanted)
        : tasks.some(({ lastStatus }) => lastStatus !== 'STOPPED');
    if (!left) deployment.status = 'GONE';
  }
}

function supersede(service: Service, now: number): void {
  if (service.deployments.length === 0) return;
  const former = primaryOf(service);
  former.status = 'ACTIVE';
  former.updatedAt = now;
  const unfinished = service.serviceDeployments.filter(({ status }) => /PENDING|IN_PROGRESS|REQUESTED/.test(status));
  for (const one of unfinished) stopServiceDeployment(service, one, serviceDeploymentReasons.superseded, now);
  delete former.rollingBackFrom;
}

/** What has the traffic while a new deployment comes up. */
function servingRevision(active: readonly Deployment[]): ServiceRevision | undefined {
  return (active.find(({ rolloutState }) => rolloutState === 'COMPLETED') ?? active[0])?.revision;
}

/** Where traffic is shifted, the new revision is registered in the groups that do not serve. */
function targetGroupsFor(
  { configuration, loadBalancers }: Service,
  serving: ServiceRevision | undefined,
): ServiceRevision['targetGroups'] {
  return loadBalancers.map(({ targetGroupArn, advancedConfiguration, containerPort: port }, index) => {
    const alternate = advancedConfiguration?.alternateTargetGroupArn;
    const isTaken = configuration.strategy !== 'ROLLING' && serving?.targetGroups[index]?.arn === targetGroupArn;
    return { arn: isTaken && alternate !== undefined ? alternate : targetGroupArn, port };
  });
}

function newRevision(
  service: Service,
  definition: TaskDefinition,
  { registry, now, serving }: { registry: Registry; now: number; serving: ServiceRevision | undefined },
): ServiceRevision {
  return {
    arn: serviceRevisionArn(service.cluster.name, service.name),
    taskDefinition: definition.arn,
    loadBalancers: service.loadBalancers,
    targetGroups: targetGroupsFor(service, serving),
    networkConfiguration: service.networkConfiguration,
    containerImages: definition.containers.map(({ name, image }) => {
      const imageDigest = registry.resolve(image);
      return { containerName: name, image, ...(imageDigest === undefined ? {} : { imageDigest }) };
    }),
    createdAt: now,
  };
}

function newDeployment(
  service: Service,
  revision: ServiceRevision,
  serviceDeployment: ServiceDeployment,
  now: number,
): Deployment {
  const id = deploymentId();
  return {
    id,
    taskDefinition: revision.taskDefinition,
    revision,
    serviceDeployment,
    createdAt: now,
    updatedAt: now,
    status: 'PRIMARY',
    rolloutState: 'IN_PROGRESS',
    rolloutStateReason: rolloutReasons.inProgress(id),
    desiredCount: 0,
    failedTasks: 0,
    breakerFailures: 0,
    mayStartAt: now,
  };
}

function newServiceDeployment(
  service: Service,
  target: ServiceRevision,
  sources: readonly ServiceRevision[],
  now: number,
): ServiceDeployment {
  const { deploymentCircuitBreaker, alarms } = service.configuration;
  return {
    arn: serviceDeploymentArn(service.cluster.name, service.name),
    createdAt: now,
    updatedAt: now,
    status: 'PENDING',
    target,
    sources,
    configuration: service.configuration,
    alarms: { status: alarms.enable ? 'MONITORING' : 'DISABLED', triggered: [] },
    breaker: {
      status: deploymentCircuitBreaker.enable ? 'MONITORING' : 'DISABLED',
      failures: 0,
      threshold: breakerThreshold(deploymentCircuitBreaker.thresholdConfiguration, service.desiredCount),
    },
  };
}
