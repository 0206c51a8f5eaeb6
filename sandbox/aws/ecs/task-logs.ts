// Where a container's output goes: the awslogs driver of its task definition.
import { z } from 'zod';

import type { LogGroups, Print } from '../logs/log-groups.js';
import type { ContainerDefinition } from './records.js';
import { stoppedReasons } from './wording.js';

const driverShape = z
  .object({
    logDriver: z.literal('awslogs'),
    options: z.object({
      'awslogs-group': z.string(),
      'awslogs-stream-prefix': z.string(),
      'awslogs-create-group': z.enum(['true', 'false']).default('false'),
    }),
  })
  .optional()
  .catch(undefined);

/** Opens the stream PREFIX/CONTAINER/TASK. A container without awslogs writes nowhere. */
export function openLogs(
  container: ContainerDefinition,
  taskId: string,
  logs: LogGroups,
): { readonly print: Print } | { readonly failed: string } {
  const driver = driverShape.parse(container.logConfiguration);
  if (driver === undefined) return { print: () => undefined };
  const group = driver.options['awslogs-group'];
  if (driver.options['awslogs-create-group'] === 'true') logs.create(group);
  const print = logs.open(group, `${driver.options['awslogs-stream-prefix']}/${container.name}/${taskId}`);
  return print ? { print } : { failed: stoppedReasons.logGroupNotFound() };
}
