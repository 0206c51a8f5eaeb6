// RunTask: tasks that belong to no service (facts §3). Their owner is a service that nobody schedules, lists or describes.
import { z } from 'zod';

import { deploymentId } from '../identifiers.js';
import { type Operations, operation } from '../operation.js';
import { clientException, invalidParameter } from '../refusal.js';
import { newService } from './create-service.js';
import { beginDeployment } from './deployments.js';
import { describeTask } from './describe-task.js';
import { findCluster, findTaskDefinition } from './lookup.js';
import type { Cluster, Service, TaskDefinition } from './records.js';
import { networkShape } from './service-settings.js';
import type { SimulatedEcs } from './simulated-ecs.js';
import { tagsShape } from './tagging.js';
import { placementRefusals } from './wording.js';

const variable = z.object({ name: z.string(), value: z.string() });

const shape = z.object({
  cluster: z.string().optional(),
  taskDefinition: z.string(),
  count: z.number().int().min(1).max(10).default(1),
  launchType: z.string().default('FARGATE'),
  networkConfiguration: networkShape.optional(),
  group: z.string().optional(),
  startedBy: z.string().max(128).optional(),
  clientToken: z.string().max(64).optional(),
  overrides: z
    .object({
      containerOverrides: z
        .array(
          z.object({
            name: z.string(),
            command: z.array(z.string()).optional(),
            environment: z.array(variable).optional(),
          }),
        )
        .default([]),
    })
    .default({ containerOverrides: [] }),
  tags: tagsShape.default([]),
});

const mostOverridden = 8_192;

type RunTask = z.output<typeof shape>;

export const runTaskOperation = (ecs: SimulatedEcs): Operations => ({
  RunTask: operation(shape, (input, caller) => {
    const cluster = findCluster(ecs, input.cluster);
    const definition = findTaskDefinition(ecs, input.taskDefinition);
    if (JSON.stringify(input.overrides).length > mostOverridden)
      throw invalidParameter(`Container Overrides length must be at most ${mostOverridden}`);
    const known = ownerByToken(cluster, input, definition);
    // Assumed: no capture of it. A task that finds no place is a failure in an answer that is none.
    if (!known && ecs.vcpus.placesFor(definition.arn, input.count) < input.count)
      return { tasks: [], failures: [{ reason: placementRefusals.vcpus }] };
    const owner = known ?? start(ecs, cluster, { input, definition, arn: caller.arn });
    const tasks = [...owner.tasks.values()].map((task) => describeTask(owner, task, definition, { withTags: true }));
    return { tasks, failures: [] };
  }),
});

/** The same token again: the same tasks. */
function ownerByToken({ standalone }: Cluster, { clientToken }: RunTask, { arn }: TaskDefinition): Service | undefined {
  if (clientToken === undefined) return undefined;
  const found = standalone.find(({ standaloneRun }) => standaloneRun?.clientToken === clientToken);
  if (found === undefined) return undefined;
  if ([...found.tasks.values()].some(({ deployment }) => deployment.taskDefinition !== arn)) {
    throw clientException('The client token was used for another request.');
  }
  return found;
}

interface Start {
  readonly input: RunTask;
  readonly definition: TaskDefinition;
  /** Who asks. */
  readonly arn: string;
}

function start(ecs: SimulatedEcs, cluster: Cluster, { input, definition, arn }: Start): Service {
  const { networkConfiguration, overrides, group, startedBy, clientToken, tags, count } = input;
  if (definition.status !== 'ACTIVE') throw invalidParameter('TaskDefinition is inactive');
  if (input.launchType !== 'FARGATE')
    throw invalidParameter('This simulated production runs launch type FARGATE only.');
  if (networkConfiguration === undefined) {
    throw invalidParameter("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
  }
  const unknown = overrides.containerOverrides.find(({ name }) =>
    definition.containers.every((one) => one.name !== name),
  );
  if (unknown)
    throw invalidParameter(`Override for container named ${unknown.name} is not a container in the TaskDefinition.`);
  const settings = { healthCheckGracePeriodSeconds: 0, enableExecuteCommand: false, loadBalancers: [] };
  const wanted = { serviceName: `run-${deploymentId().slice(8)}`, desiredCount: count, tags, ...settings };
  const owner = newService(cluster, wanted, networkConfiguration, arn, ecs.time.now());
  owner.status = 'INACTIVE';
  owner.standaloneRun = {
    group: group ?? `family:${definition.family}`,
    containerOverrides: overrides.containerOverrides,
    ...(startedBy === undefined ? {} : { startedBy }),
    ...(clientToken === undefined ? {} : { clientToken }),
  };
  cluster.standalone.push(owner);
  const deployment = beginDeployment(ecs, owner, definition);
  for (let started = 0; started < count; started += 1) ecs.life.start(owner, deployment).tags.push(...tags);
  return owner;
}
