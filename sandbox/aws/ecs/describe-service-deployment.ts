// Service deployments and revisions as their Describe operations answer them (facts §4).
import { epochSeconds } from '../identifiers.js';
import type { Stage } from './deployment-strategy.js';
import { fargate } from './describe-service.js';
import type { Lifecycle } from './lifecycle.js';
import type { Service, ServiceRevision } from './records.js';
import type { ServiceDeployment } from './service-deployment-record.js';
import { countsOf } from './service-deployments.js';
import { requestedShare } from './shifting.js';

const when = (name: string, milliseconds: number | undefined): object =>
  milliseconds === undefined ? {} : { [name]: epochSeconds(milliseconds) };

export function briefServiceDeployment(service: Service, deployment: ServiceDeployment): object {
  return {
    serviceDeploymentArn: deployment.arn,
    serviceArn: service.arn,
    clusterArn: service.cluster.arn,
    ...when('startedAt', deployment.startedAt),
    createdAt: epochSeconds(deployment.createdAt),
    ...when('finishedAt', deployment.finishedAt),
    targetServiceRevisionArn: deployment.target.arn,
    status: deployment.status,
    ...(deployment.statusReason === undefined ? {} : { statusReason: deployment.statusReason }),
  };
}

export function describeServiceDeployment(service: Service, deployment: ServiceDeployment): object {
  const { targetServiceRevisionArn: _, ...brief } = briefServiceDeployment(service, deployment) as Record<
    string,
    unknown
  >;
  const ended = deployment.countsAtEnd;
  const { status, failures, threshold } = deployment.breaker;
  const { rollback } = deployment;
  return {
    ...brief,
    ...when('stoppedAt', deployment.stoppedAt),
    updatedAt: epochSeconds(deployment.updatedAt),
    sourceServiceRevisions: deployment.sources.map((source, index) => ({
      arn: source.arn,
      ...(ended?.sources[index] ?? countsOf(service, source)),
      ...shareOf(deployment, { isTarget: false, isServing: source === deployment.lifecycle?.source }),
    })),
    targetServiceRevision: {
      arn: deployment.target.arn,
      ...(ended?.target ?? countsOf(service, deployment.target)),
      ...shareOf(deployment, { isTarget: true, isServing: false }),
    },
    ...(deployment.lifecycle ? describeLifecycle(deployment.lifecycle) : {}),
    deploymentConfiguration: deployment.configuration,
    ...(rollback && { rollback: { ...rollback, startedAt: epochSeconds(rollback.startedAt) } }),
    deploymentCircuitBreaker: { status, failureCount: failures, threshold },
    alarms: alarmsOf(deployment),
  };
}

function shareOf(
  deployment: ServiceDeployment,
  { isTarget, isServing }: { isTarget: boolean; isServing: boolean },
): object {
  if (!deployment.lifecycle) return {};
  return { requestedProductionTrafficWeight: requestedShare(deployment, isTarget, isServing) };
}

// The model has no such stage for a deployment, only for hooks: which one it shows then is assumed.
const shownStage = (stage: Stage): string =>
  stage === 'PRE_PRODUCTION_TRAFFIC_SHIFT' ? 'POST_TEST_TRAFFIC_SHIFT' : stage;

function describeLifecycle({ stage, hooks }: Lifecycle): object {
  return {
    lifecycleStage: shownStage(stage),
    ...(hooks.length === 0
      ? {}
      : {
          lifecycleHookDetails: hooks.map(({ hookId, status, expiresAt, timeoutAction }) => ({
            hookId,
            targetType: 'PAUSE',
            status,
            expiresAt: epochSeconds(expiresAt),
            timeoutAction,
          })),
        }),
  };
}

function alarmsOf({ alarms: { status, triggered }, configuration }: ServiceDeployment): object {
  if (status === 'DISABLED') return { status };
  return { status, alarmNames: configuration.alarms.alarmNames, triggeredAlarmNames: triggered };
}

export function describeServiceRevision(service: Service, revision: ServiceRevision): object {
  return {
    serviceRevisionArn: revision.arn,
    serviceArn: service.arn,
    clusterArn: service.cluster.arn,
    taskDefinition: revision.taskDefinition,
    ...fargate,
    loadBalancers: revision.loadBalancers,
    ...(revision.loadBalancers.length === 0 ? {} : { resolvedConfiguration: resolvedOf(revision) }),
    networkConfiguration: revision.networkConfiguration,
    containerImages: revision.containerImages,
    guardDutyEnabled: false,
    createdAt: epochSeconds(revision.createdAt),
  };
}

const resolvedOf = ({ loadBalancers, targetGroups }: ServiceRevision): object => ({
  loadBalancers: targetGroups.map(({ arn }, index) => {
    const rule = loadBalancers[index]?.advancedConfiguration?.productionListenerRule;
    return { targetGroupArn: arn, ...(rule === undefined ? {} : { productionListenerRule: rule }) };
  }),
});
