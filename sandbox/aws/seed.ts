// A service with a past: the same deployments that the engine makes, dated back, and the tasks that serve today.
import { setTimeout as delay } from 'node:timers/promises';

import { durations } from './durations.js';
import { primaryOf } from './ecs/counts.js';
import { newService } from './ecs/create-service.js';
import { beginDeployment, completeDeployment, dropEndedDeployments } from './ecs/deployments.js';
import { noteEvent } from './ecs/event-log.js';
import type { Cluster, Service, TaskDefinition } from './ecs/records.js';
import { tripCircuitBreaker } from './ecs/roll-back.js';
import type { DeploymentConfiguration } from './ecs/service-settings.js';
import { eventTexts } from './ecs/wording.js';
import type { TargetGroup } from './elbv2/load-balancing.js';
import { clusterArn } from './identifiers.js';
import type { SimulatedAws } from './simulated-aws.js';

export interface PastDeployment {
  readonly definition: TaskDefinition;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly outcome: 'successful' | 'rolled back by the circuit breaker';
}

export interface ServiceToSeed {
  readonly cluster: string;
  readonly name: string;
  readonly desiredCount: number;
  readonly containerName: string;
  readonly configuration: Pick<
    DeploymentConfiguration,
    'minimumHealthyPercent' | 'maximumPercent' | 'deploymentCircuitBreaker'
  >;
  /** Where its targets are; a rule forwards to it. */
  readonly group: TargetGroup;
  /** Oldest first; at least one successful. */
  readonly past: readonly PastDeployment[];
}

const network = {
  awsvpcConfiguration: {
    subnets: ['subnet-0e38e8091dabcecae', 'subnet-0f49e9102ebcdfdbf'],
    securityGroups: ['sg-057566437ba8d4b48'],
    assignPublicIp: 'DISABLED' as const,
  },
};

const rolloutMilliseconds = 240_000;
const breakerMilliseconds = 175_000;
const healthPollMilliseconds = 20;

function clusterNamed({ ecs }: SimulatedAws, name: string): Cluster {
  const cluster = ecs.clusters.get(name) ?? {
    arn: clusterArn(name),
    name,
    services: new Map(),
    tags: [],
    standalone: [],
  };
  ecs.clusters.set(name, cluster);
  return cluster;
}

/** Resolves when all of its tasks are healthy behind its load balancer. @throws Error when a task does not start */
export async function seedService(aws: SimulatedAws, wanted: ServiceToSeed): Promise<Service> {
  const { name, cluster: clusterName, past, group, containerName } = wanted;
  const cluster = clusterNamed(aws, clusterName);
  const createdAt = (past[0]?.at ?? aws.ecs.time.now()) - 60_000;
  const loadBalancers = [{ targetGroupArn: group.settings.arn, containerName, containerPort: group.port }];
  const service = newService(
    cluster,
    {
      serviceName: name,
      desiredCount: wanted.desiredCount,
      deploymentConfiguration: wanted.configuration,
      loadBalancers,
      healthCheckGracePeriodSeconds: 60,
      enableExecuteCommand: false,
      tags: [],
    },
    network,
    'arn:aws:iam::123456789012:role/applylens-deploy',
    createdAt,
  );
  for (const deployment of past) replay(aws, service, deployment);
  await runTasks(aws, service, group);
  cluster.services.set(name, service);
  return service;
}

function replay({ ecs, registry }: SimulatedAws, service: Service, { definition, at, outcome }: PastDeployment): void {
  const time = { ...ecs.time, now: () => at };
  const deployment = beginDeployment({ time, registry }, service, definition);
  const record = deployment.serviceDeployment;
  record.startedAt = at + durations.serviceDeploymentPending * 1000;
  record.status = 'IN_PROGRESS';
  if (outcome !== 'successful') {
    record.breaker.failures = record.breaker.threshold;
    tripCircuitBreaker(service, deployment, at + breakerMilliseconds);
  }
  const endedAt = at + rolloutMilliseconds;
  completeDeployment(service, primaryOf(service), endedAt);
  noteEvent(service, eventTexts(service.name).steady(), endedAt);
  dropEndedDeployments(service);
  const all = { requestedTaskCount: service.desiredCount, runningTaskCount: service.desiredCount, pendingTaskCount: 0 };
  const none = { requestedTaskCount: 0, runningTaskCount: 0, pendingTaskCount: 0 };
  const [target, source] = outcome === 'successful' ? [all, none] : [none, all];
  record.countsAtEnd = { target, sources: record.sources.map(() => source) };
}

async function runTasks({ ecs }: SimulatedAws, service: Service, group: TargetGroup): Promise<void> {
  const primary = primaryOf(service);
  const { router } = group.loadBalancer;
  const { arn } = group.settings;
  primary.desiredCount = service.desiredCount;
  const startedAt = primary.createdAt + rolloutMilliseconds / 2;
  const starting = Array.from({ length: service.desiredCount }, () => ecs.life.adopt(service, primary, startedAt));
  for (const task of await Promise.all(starting)) {
    if (task.running) router.register(arn, { id: task.id, port: task.running.port });
    task.registeredWith = [arn];
  }
  while (router.health(arn).filter(({ state }) => state === 'healthy').length < service.desiredCount) {
    await delay(healthPollMilliseconds);
  }
  service.steady = true;
}
