import { z } from 'zod';

import { type Operations, operation } from '../operation.js';
import { pageOf } from '../paging.js';
import { type EcsState, findTaskDefinition } from './lookup.js';
import type { TaskDefinition } from './records.js';
import { describeTaskDefinition, registerShape, registerTaskDefinition } from './task-definitions.js';

const listShape = z.object({
  familyPrefix: z.string().optional(),
  status: z.enum(['ACTIVE', 'INACTIVE', 'DELETE_IN_PROGRESS']).default('ACTIVE'),
  sort: z.enum(['ASC', 'DESC']).default('ASC'),
  maxResults: z.number().int().min(1).max(100).default(100),
  nextToken: z.string().optional(),
});

export const taskDefinitionOperations = (state: EcsState, now: () => number): Operations => ({
  ListTaskDefinitions: operation(listShape, ({ familyPrefix, status, sort, maxResults, nextToken }) => {
    const families = [...state.taskDefinitions.keys()].filter((family) => !familyPrefix || family === familyPrefix);
    const ascending = families
      .sort()
      .flatMap((family) => state.taskDefinitions.get(family) ?? [])
      .filter((definition) => definition.status === status);
    const sorted = sort === 'ASC' ? ascending : ascending.reverse();
    const page = pageOf(sorted, maxResults, nextToken);
    return { taskDefinitionArns: page.entries.map(({ arn }) => arn), nextToken: page.nextToken };
  }),

  DescribeTaskDefinition: operation(
    z.object({ taskDefinition: z.string(), include: z.array(z.string()).default([]) }),
    ({ taskDefinition, include }) => answerWith(findTaskDefinition(state, taskDefinition), include.includes('TAGS')),
  ),

  RegisterTaskDefinition: operation(registerShape, (input, caller) =>
    answerWith(registerTaskDefinition(state, input, caller.arn, now()), true),
  ),

  DeregisterTaskDefinition: operation(z.object({ taskDefinition: z.string() }), ({ taskDefinition }) => {
    const definition = findTaskDefinition(state, taskDefinition);
    definition.status = 'INACTIVE';
    definition.deregisteredAt ??= now();
    return { taskDefinition: describeTaskDefinition(definition) };
  }),
});

function answerWith(definition: TaskDefinition, withTags: boolean): object {
  return { taskDefinition: describeTaskDefinition(definition), ...(withTags ? { tags: definition.tags } : {}) };
}
