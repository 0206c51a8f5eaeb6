// Service deployments and revisions as their Describe operations answer them (facts §4).
import { epochSeconds } from '../identifiers.js';
import { fargate } from './describe-service.js';
import type { Service, ServiceRevision } from './records.js';
import type { ServiceDeployment } from './service-deployment-record.js';
import { countsOf } from './service-deployments.js';

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
    })),
    targetServiceRevision: {
      arn: deployment.target.arn,
      ...(ended?.target ?? countsOf(service, deployment.target)),
    },
    deploymentConfiguration: deployment.configuration,
    ...(rollback && { rollback: { ...rollback, startedAt: epochSeconds(rollback.startedAt) } }),
    deploymentCircuitBreaker: { status, failureCount: failures, threshold },
    alarms: alarmsOf(deployment),
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
    networkConfiguration: revision.networkConfiguration,
    containerImages: revision.containerImages,
    guardDutyEnabled: false,
    createdAt: epochSeconds(revision.createdAt),
  };
}
