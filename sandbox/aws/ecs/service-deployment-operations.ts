import { z } from 'zod';

import { type Operations, operation } from '../operation.js';
import { pageOf } from '../paging.js';
import { invalidParameter } from '../refusal.js';
import {
  briefServiceDeployment,
  describeServiceDeployment,
  describeServiceRevision,
} from './describe-service-deployment.js';
import { findService, findServiceDeployment, servicesOf } from './lookup.js';
import type { SimulatedEcs } from './simulated-ecs.js';

const mostArns = 20;

const listShape = z.object({
  service: z.string(),
  cluster: z.string().optional(),
  status: z.array(z.string()).default([]),
  createdAt: z.object({ before: z.number().optional(), after: z.number().optional() }).default({}),
  maxResults: z.number().int().min(1).max(100).default(20),
  nextToken: z.string().optional(),
});

export const serviceDeploymentOperations = (ecs: SimulatedEcs): Operations => ({
  ListServiceDeployments: operation(
    listShape,
    ({ service: name, cluster, status, createdAt, maxResults, nextToken }) => {
      const service = findService(ecs, cluster, name);
      const { before = Infinity, after = -Infinity } = createdAt;
      const asked = service.serviceDeployments
        .filter((one) => ecs.reads.shows(service, one.createdAt))
        .filter((one) => status.length === 0 || status.includes(one.status))
        .filter((one) => one.createdAt / 1000 <= before && one.createdAt / 1000 >= after)
        .sort((a, b) => b.createdAt - a.createdAt);
      const page = pageOf(asked, maxResults, nextToken);
      return {
        serviceDeployments: page.entries.map((one) => briefServiceDeployment(service, one)),
        nextToken: page.nextToken,
      };
    },
  ),

  DescribeServiceDeployments: operation(z.object({ serviceDeploymentArns: z.array(z.string()) }), (input) =>
    describeEach(input.serviceDeploymentArns, 'serviceDeployments', (arn) => {
      const found = findServiceDeployment(ecs, arn);
      if (!found || !ecs.reads.shows(found.service, found.serviceDeployment.createdAt)) return undefined;
      return describeServiceDeployment(found.service, found.serviceDeployment);
    }),
  ),

  DescribeServiceRevisions: operation(z.object({ serviceRevisionArns: z.array(z.string()) }), (input) =>
    describeEach(input.serviceRevisionArns, 'serviceRevisions', (arn) => {
      for (const service of servicesOf(ecs)) {
        const found = service.serviceDeployments.find(({ target }) => target.arn === arn);
        if (found && ecs.reads.shows(service, found.createdAt)) return describeServiceRevision(service, found.target);
      }
      return undefined;
    }),
  ),
});

function describeEach(arns: readonly string[], member: string, describe: (arn: string) => object | undefined): object {
  if (arns.length === 0) throw invalidParameter(`${member} can not be empty.`);
  if (arns.length > mostArns) throw invalidParameter(`${member} can have at most ${mostArns} items.`);
  const found = arns.map((arn) => [arn, describe(arn)] as const);
  return {
    [member]: found.flatMap(([, described]) => (described ? [described] : [])),
    failures: found.flatMap(([arn, described]) => (described ? [] : [{ arn, reason: 'MISSING' }])),
  };
}
