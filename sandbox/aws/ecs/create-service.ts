import { z } from 'zod';

import { serviceArn } from '../identifiers.js';
import type { Caller } from '../operation.js';
import { AwsRefusal, clientException, invalidParameter } from '../refusal.js';
import { refuseWithoutAlternate } from './deployment-strategy.js';
import { beginDeployment } from './deployments.js';
import { describeService } from './describe-service.js';
import { findCluster, findTaskDefinition } from './lookup.js';
import type { Cluster, Service } from './records.js';
import {
  changedConfiguration,
  defaultConfiguration,
  deploymentConfigurationShape,
  loadBalancersShape,
  networkShape,
} from './service-settings.js';
import type { SimulatedEcs } from './simulated-ecs.js';
import { tagsShape } from './tagging.js';

export const createServiceShape = z.object({
  cluster: z.string().optional(),
  serviceName: z.string().regex(/^[A-Za-z0-9_-]{1,255}$/),
  taskDefinition: z.string(),
  desiredCount: z.number().int().min(0).default(0),
  launchType: z.string().default('FARGATE'),
  deploymentConfiguration: deploymentConfigurationShape.optional(),
  deploymentController: z.object({ type: z.string() }).default({ type: 'ECS' }),
  networkConfiguration: networkShape.optional(),
  loadBalancers: loadBalancersShape.default([]),
  healthCheckGracePeriodSeconds: z.number().int().min(0).default(0),
  enableExecuteCommand: z.boolean().default(false),
  tags: tagsShape.default([]),
});

type CreateService = z.output<typeof createServiceShape>;

/** @throws ClusterNotFound, InvalidParameter, ClientException, UnsupportedFeatureException */
export function createService(ecs: SimulatedEcs, input: CreateService, caller: Caller): object {
  const cluster = findCluster(ecs, input.cluster);
  if (cluster.services.get(input.serviceName)?.status === 'ACTIVE') {
    throw invalidParameter('Creation of service was not idempotent.');
  }
  if (input.launchType !== 'FARGATE' || input.deploymentController.type !== 'ECS') {
    const text = 'This simulated production runs launch type FARGATE with deployment controller ECS only.';
    throw new AwsRefusal('UnsupportedFeatureException', text);
  }
  const definition = findTaskDefinition(ecs, input.taskDefinition);
  if (definition.status !== 'ACTIVE') throw clientException('TaskDefinition is inactive');
  if (input.networkConfiguration === undefined) {
    throw invalidParameter("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
  }
  refuseWithoutAlternate(input.deploymentConfiguration?.strategy ?? 'ROLLING', input.loadBalancers);
  const service = newService(cluster, input, input.networkConfiguration, caller.arn, ecs.time.now());
  cluster.services.set(service.name, service);
  beginDeployment(ecs, service, definition);
  return { service: describeService(service, { withTags: true }) };
}

type ServiceToMake = Pick<
  CreateService,
  | 'serviceName'
  | 'desiredCount'
  | 'deploymentConfiguration'
  | 'loadBalancers'
  | 'healthCheckGracePeriodSeconds'
  | 'enableExecuteCommand'
  | 'tags'
>;

export function newService(
  cluster: Cluster,
  input: ServiceToMake,
  networkConfiguration: Service['networkConfiguration'],
  createdBy: string,
  createdAt: number,
): Service {
  return {
    arn: serviceArn(cluster.name, input.serviceName),
    name: input.serviceName,
    cluster,
    createdAt,
    createdBy,
    status: 'ACTIVE',
    desiredCount: input.desiredCount,
    configuration: changedConfiguration(defaultConfiguration, input.deploymentConfiguration),
    loadBalancers: input.loadBalancers,
    networkConfiguration,
    healthCheckGracePeriodSeconds: input.healthCheckGracePeriodSeconds,
    enableExecuteCommand: input.enableExecuteCommand,
    tags: input.tags,
    events: [],
    deployments: [],
    serviceDeployments: [],
    tasks: new Map(),
    steady: false,
  };
}
