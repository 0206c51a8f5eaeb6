// A service and its deployments as DescribeServices and UpdateService answer them (facts §1).
import { account, epochSeconds } from '../identifiers.js';
import { primaryOf, runningAndPending, shownDeployments, tasksOf } from './counts.js';
import type { Deployment, Service } from './records.js';

export const fargate = { launchType: 'FARGATE', platformVersion: '1.4.0', platformFamily: 'Linux' } as const;

export function describeService(service: Service, { withTags }: { withTags: boolean }): object {
  return {
    serviceArn: service.arn,
    serviceName: service.name,
    clusterArn: service.cluster.arn,
    loadBalancers: service.loadBalancers,
    serviceRegistries: [],
    status: service.status,
    desiredCount: service.desiredCount,
    ...runningAndPending(service.tasks.values()),
    ...fargate,
    taskDefinition: primaryOf(service).taskDefinition,
    deploymentConfiguration: service.configuration,
    deployments: shownDeployments(service).map((deployment) => describeDeployment(service, deployment)),
    roleArn: `arn:aws:iam::${account}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`,
    events: service.events.map(({ id, createdAt, message }) => ({ id, createdAt: epochSeconds(createdAt), message })),
    createdAt: epochSeconds(service.createdAt),
    placementConstraints: [],
    placementStrategy: [],
    networkConfiguration: service.networkConfiguration,
    healthCheckGracePeriodSeconds: service.healthCheckGracePeriodSeconds,
    schedulingStrategy: 'REPLICA',
    deploymentController: { type: 'ECS' },
    ...(withTags ? { tags: service.tags } : {}),
    createdBy: service.createdBy,
    enableECSManagedTags: true,
    propagateTags: 'NONE',
    enableExecuteCommand: service.enableExecuteCommand,
    availabilityZoneRebalancing: 'ENABLED',
  };
}

function describeDeployment(service: Service, deployment: Deployment): object {
  return {
    id: deployment.id,
    status: deployment.status,
    taskDefinition: deployment.taskDefinition,
    desiredCount: deployment.desiredCount,
    ...runningAndPending(tasksOf(service, deployment)),
    failedTasks: deployment.failedTasks,
    createdAt: epochSeconds(deployment.createdAt),
    updatedAt: epochSeconds(deployment.updatedAt),
    ...fargate,
    networkConfiguration: deployment.revision.networkConfiguration,
    rolloutState: deployment.rolloutState,
    rolloutStateReason: deployment.rolloutStateReason,
  };
}
