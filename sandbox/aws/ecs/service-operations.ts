import { z } from 'zod';

import { serviceArn } from '../identifiers.js';
import { type Operations, operation } from '../operation.js';
import { pageOf } from '../paging.js';
import { invalidParameter } from '../refusal.js';
import { createService, createServiceShape } from './create-service.js';
import { describeService } from './describe-service.js';
import { findCluster, lastPart, serviceIn } from './lookup.js';
import type { Service } from './records.js';
import type { SimulatedEcs } from './simulated-ecs.js';
import { updateService, updateServiceShape } from './update-service.js';

const mostServices = 10;

const listShape = z.object({
  cluster: z.string().optional(),
  maxResults: z.number().int().min(1).max(100).default(10),
  nextToken: z.string().optional(),
  launchType: z.string().optional(),
  schedulingStrategy: z.string().optional(),
});

export const serviceOperations = (ecs: SimulatedEcs): Operations => ({
  ListServices: operation(
    listShape,
    ({ cluster, maxResults, nextToken, launchType = 'FARGATE', schedulingStrategy = 'REPLICA' }) => {
      const all = [...findCluster(ecs, cluster).services.values()].filter(({ status }) => status !== 'INACTIVE');
      const asked = launchType === 'FARGATE' && schedulingStrategy === 'REPLICA' ? all : [];
      const page = pageOf(asked, maxResults, nextToken);
      return { serviceArns: page.entries.map(({ arn }) => arn), nextToken: page.nextToken };
    },
  ),

  DescribeServices: operation(
    z.object({
      cluster: z.string().optional(),
      services: z.array(z.string()),
      include: z.array(z.string()).default([]),
    }),
    ({ cluster: named, services, include }) => {
      if (services.length === 0) throw invalidParameter('Services cannot be empty.');
      if (services.length > mostServices) {
        throw invalidParameter(`service names can have at most ${mostServices} items.`);
      }
      const cluster = findCluster(ecs, named);
      const found = services.map((service) => serviceIn(cluster, service));
      const missing = services.filter((_, index) => !found[index]);
      return {
        services: found.flatMap((one) => (one ? [shown(ecs, one, include.includes('TAGS'))] : [])),
        failures: missing.map((name) => ({ arn: arnOf(cluster.name, name), reason: 'MISSING' })),
      };
    },
  ),

  UpdateService: operation(updateServiceShape, (input) => updateService(ecs, input)),
  CreateService: operation(createServiceShape, (input, caller) => createService(ecs, input, caller)),
});

function shown({ reads }: SimulatedEcs, service: Service, withTags: boolean): object {
  const former = reads.shown(service);
  if (former === undefined) return describeService(service, { withTags });
  return withTags ? former : { ...former, tags: undefined };
}

const arnOf = (cluster: string, nameOrArn: string): string =>
  nameOrArn.startsWith('arn:') ? nameOrArn : serviceArn(cluster, lastPart(nameOrArn));
