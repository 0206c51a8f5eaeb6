import { z } from 'zod';

import { clusterArn } from '../identifiers.js';
import { type Operations, operation } from '../operation.js';
import { pageOf } from '../paging.js';
import { runningAndPending } from './counts.js';
import { type EcsState, lastPart } from './lookup.js';
import type { Cluster } from './records.js';

const paging = { maxResults: z.number().int().min(1).max(100).default(100), nextToken: z.string().optional() };

export const clusterOperations = ({ clusters }: EcsState): Operations => ({
  ListClusters: operation(z.object(paging), ({ maxResults, nextToken }) => {
    const page = pageOf([...clusters.values()], maxResults, nextToken);
    return { clusterArns: page.entries.map(({ arn }) => arn), nextToken: page.nextToken };
  }),

  DescribeClusters: operation(
    z.object({ clusters: z.array(z.string()).max(100).default(['default']), include: z.array(z.string()).default([]) }),
    ({ clusters: named, include }) => {
      const found = named.map((name) => clusters.get(lastPart(name)));
      return {
        clusters: found.flatMap((cluster) => (cluster ? [describeCluster(cluster, include.includes('TAGS'))] : [])),
        failures: named.flatMap((name, index) =>
          found[index] ? [] : [{ arn: clusterArn(lastPart(name)), reason: 'MISSING' }],
        ),
      };
    },
  ),
});

function describeCluster({ arn, name, services, tags }: Cluster, withTags: boolean): object {
  const active = [...services.values()].filter(({ status }) => status === 'ACTIVE');
  const { runningCount, pendingCount } = runningAndPending(active.flatMap(({ tasks }) => [...tasks.values()]));
  return {
    clusterArn: arn,
    clusterName: name,
    status: 'ACTIVE',
    registeredContainerInstancesCount: 0,
    runningTasksCount: runningCount,
    pendingTasksCount: pendingCount,
    activeServicesCount: active.length,
    statistics: [],
    tags: withTags ? tags : [],
    settings: [],
    capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
    defaultCapacityProviderStrategy: [],
  };
}
