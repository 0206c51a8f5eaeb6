// Leaves a real account as it was found.
import { setTimeout as delay } from 'node:timers/promises';
import {
  DeleteTaskDefinitionsCommand,
  DeregisterTaskDefinitionCommand,
  ListTaskDefinitionFamiliesCommand,
  ListTaskDefinitionsCommand,
  type Service,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { describe } from '../behaviours/services.js';
import type { Clients, Production, ServiceToChange } from '../production.js';

/** Task definition and settings that the service had; begins a deployment where they differ. */
export async function putBack({ ecs }: Clients, former: Service): Promise<void> {
  const { clusterArn: cluster, serviceArn: service, taskDefinition, deploymentConfiguration } = former;
  await ecs.send(new UpdateServiceCommand({ cluster, service, taskDefinition, deploymentConfiguration }));
}

/** @throws Error when its deployments do not end in time */
export async function bringToRest(
  clients: Clients,
  former: Service,
  { settlesWithinMs, looksEveryMs }: Pick<Production, 'settlesWithinMs' | 'looksEveryMs'>,
): Promise<ServiceToChange> {
  const { clusterArn: cluster = '', serviceName: name = '', taskDefinition = '' } = former;
  await putBack(clients, former);
  const end = Date.now() + settlesWithinMs;
  while (!isAtRest(await describe({ ...clients, cluster }, name))) {
    if (Date.now() > end) throw new Error(`${name} did not come to rest within ${settlesWithinMs / 60_000} minutes.`);
    await delay(looksEveryMs);
  }
  return { name, taskDefinition };
}

function isAtRest({ deployments = [], runningCount, desiredCount }: Service): boolean {
  const [only, ...others] = deployments;
  return others.length === 0 && only?.rolloutState === 'COMPLETED' && runningCount === desiredCount;
}

/** Deregisters and deletes every revision of the families whose names begin so. */
export async function deleteTaskDefinitions({ ecs }: Clients, familyPrefix: string): Promise<void> {
  const { families = [] } = await ecs.send(new ListTaskDefinitionFamiliesCommand({ familyPrefix, status: 'ALL' }));
  for (const family of families) {
    for (const taskDefinition of await listed(ecs, family, 'ACTIVE')) {
      await ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition }));
    }
    for (const taskDefinition of await listed(ecs, family, 'INACTIVE')) {
      await ecs.send(new DeleteTaskDefinitionsCommand({ taskDefinitions: [taskDefinition] }));
    }
  }
}

async function listed(ecs: Clients['ecs'], familyPrefix: string, status: 'ACTIVE' | 'INACTIVE'): Promise<string[]> {
  const { taskDefinitionArns } = await ecs.send(new ListTaskDefinitionsCommand({ familyPrefix, status }));
  return taskDefinitionArns ?? [];
}
