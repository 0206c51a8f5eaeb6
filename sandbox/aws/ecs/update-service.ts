// UpdateService: what changes in place, and what begins a new deployment (facts §1, §8).
import { z } from 'zod';

import { AwsRefusal, clientException } from '../refusal.js';
import { primaryOf } from './counts.js';
import { refuseWithoutAlternate } from './deployment-strategy.js';
import { beginDeployment } from './deployments.js';
import { describeService } from './describe-service.js';
import { findService, findTaskDefinition } from './lookup.js';
import type { Service } from './records.js';
import {
  changedConfiguration,
  deploymentConfigurationShape,
  loadBalancersShape,
  networkShape,
} from './service-settings.js';
import type { SimulatedEcs } from './simulated-ecs.js';

export const updateServiceShape = z.object({
  cluster: z.string().optional(),
  service: z.string(),
  taskDefinition: z.string().optional(),
  desiredCount: z.number().int().min(0).optional(),
  deploymentConfiguration: deploymentConfigurationShape.optional(),
  forceNewDeployment: z.boolean().default(false),
  networkConfiguration: networkShape.optional(),
  loadBalancers: loadBalancersShape.optional(),
  healthCheckGracePeriodSeconds: z.number().int().min(0).optional(),
  enableExecuteCommand: z.boolean().optional(),
});

type UpdateService = z.output<typeof updateServiceShape>;

/** @throws ClusterNotFound, ServiceNotFound, ServiceNotActive, ClientException */
export function updateService(ecs: SimulatedEcs, input: UpdateService): object {
  const service = findService(ecs, input.cluster, input.service);
  if (service.status !== 'ACTIVE') throw new AwsRefusal('ServiceNotActiveException', 'Service was not ACTIVE.');
  const former = primaryOf(service).taskDefinition;
  const definition = findTaskDefinition(ecs, input.taskDefinition ?? former);
  const configuration = changedConfiguration(service.configuration, input.deploymentConfiguration);
  refuseWithoutAlternate(configuration.strategy, input.loadBalancers ?? service.loadBalancers);
  const deploys = beginsDeployment(service, input, definition.arn !== former);
  if (deploys && definition.status !== 'ACTIVE') throw clientException('TaskDefinition is inactive');

  const before = { ...service };
  ecs.reads.beforeChange(service, describeService(service, { withTags: true }));
  Object.assign(service, changesOf(service, input), { configuration });
  if (deploys) {
    try {
      beginDeployment(ecs, service, definition);
    } catch (refusal) {
      Object.assign(service, before);
      throw refusal;
    }
  }
  return { service: describeService(service, { withTags: true }) };
}

/** A change of settings or of the desired count alone begins none. */
function beginsDeployment(service: Service, input: UpdateService, otherDefinition: boolean): boolean {
  const { forceNewDeployment, networkConfiguration, loadBalancers, enableExecuteCommand } = input;
  return (
    forceNewDeployment ||
    otherDefinition ||
    differs(networkConfiguration, service.networkConfiguration) ||
    differs(loadBalancers, service.loadBalancers) ||
    differs(enableExecuteCommand, service.enableExecuteCommand)
  );
}

function differs(wanted: unknown, present: unknown): boolean {
  return wanted !== undefined && JSON.stringify(wanted) !== JSON.stringify(present);
}

function changesOf(service: Service, input: UpdateService): Partial<Service> {
  return {
    desiredCount: input.desiredCount ?? service.desiredCount,
    networkConfiguration: input.networkConfiguration ?? service.networkConfiguration,
    loadBalancers: input.loadBalancers ?? service.loadBalancers,
    healthCheckGracePeriodSeconds: input.healthCheckGracePeriodSeconds ?? service.healthCheckGracePeriodSeconds,
    enableExecuteCommand: input.enableExecuteCommand ?? service.enableExecuteCommand,
    steady: service.steady && (input.desiredCount ?? service.desiredCount) === service.desiredCount,
  };
}
