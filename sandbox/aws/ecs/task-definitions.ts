// Registering task definitions and showing them again: what was sent comes back, with what AWS adds.
import { z } from 'zod';

import { epochSeconds, taskDefinitionArn } from '../identifiers.js';
import type { EcsState } from './lookup.js';
import type { TaskDefinition } from './records.js';
import { tagsShape } from './tagging.js';

const containerShape = z.looseObject({
  name: z.string(),
  image: z.string(),
  cpu: z.number().int().default(0),
  essential: z.boolean().default(true),
  portMappings: z.array(z.looseObject({ containerPort: z.number().int() })).default([]),
  environment: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
  mountPoints: z.array(z.unknown()).default([]),
  volumesFrom: z.array(z.unknown()).default([]),
});

export const registerShape = z.object({
  family: z.string().regex(/^[A-Za-z0-9_-]{1,255}$/),
  containerDefinitions: z.array(containerShape).min(1),
  tags: tagsShape.default([]),
  taskRoleArn: z.string().optional(),
  executionRoleArn: z.string().optional(),
  networkMode: z.string().optional(),
  volumes: z.array(z.unknown()).default([]),
  placementConstraints: z.array(z.unknown()).default([]),
  requiresCompatibilities: z.array(z.string()).optional(),
  cpu: z.string().optional(),
  memory: z.string().optional(),
  pidMode: z.string().optional(),
  ipcMode: z.string().optional(),
  proxyConfiguration: z.unknown().optional(),
  inferenceAccelerators: z.array(z.unknown()).optional(),
  ephemeralStorage: z.unknown().optional(),
  runtimePlatform: z.unknown().optional(),
  enableFaultInjection: z.boolean().optional(),
});

/** Revisions count on from the highest there is, also past INACTIVE ones. */
export function registerTaskDefinition(
  { taskDefinitions }: EcsState,
  { family, tags, containerDefinitions, ...registered }: z.output<typeof registerShape>,
  registeredBy: string,
  registeredAt: number,
  firstRevision = 1,
): TaskDefinition {
  const revisions = taskDefinitions.get(family) ?? [];
  const revision = (revisions.at(-1)?.revision ?? firstRevision - 1) + 1;
  const definition: TaskDefinition = {
    arn: taskDefinitionArn(family, revision),
    family,
    revision,
    containers: containerDefinitions,
    registered,
    registeredAt,
    registeredBy,
    tags,
    status: 'ACTIVE',
  };
  taskDefinitions.set(family, [...revisions, definition]);
  return definition;
}

export function describeTaskDefinition(definition: TaskDefinition): object {
  const { deregisteredAt, registered } = definition;
  return {
    ...registered,
    taskDefinitionArn: definition.arn,
    family: definition.family,
    revision: definition.revision,
    containerDefinitions: definition.containers,
    status: definition.status,
    compatibilities: ['EC2', 'FARGATE'],
    registeredAt: epochSeconds(definition.registeredAt),
    ...(deregisteredAt === undefined ? {} : { deregisteredAt: epochSeconds(deregisteredAt) }),
    registeredBy: definition.registeredBy,
  };
}
