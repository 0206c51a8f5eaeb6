// Scale-in protection of single tasks: neither a deployment nor a scale-in ends them, StopTask and failed health checks do.
import { z } from 'zod';

import { epochSeconds, taskArn } from '../identifiers.js';
import { type Operations, operation } from '../operation.js';
import { invalidParameter } from '../refusal.js';
import { findCluster, lastPart, serviceIn, serviceOf, taskIn } from './lookup.js';
import type { Cluster, Task } from './records.js';
import type { SimulatedEcs } from './simulated-ecs.js';

const mostChanged = 10;
const mostShown = 100;
const minute = 60;

const updateShape = z.object({
  cluster: z.string(),
  tasks: z.array(z.string()).min(1).max(mostChanged),
  protectionEnabled: z.boolean(),
  expiresInMinutes: z.number().int().min(1).max(2880).default(120),
});

const getShape = z.object({ cluster: z.string(), tasks: z.array(z.string()).max(mostShown).default([]) });

export const isProtected = ({ protectedUntil }: Pick<Task, 'protectedUntil'>, now: number): boolean =>
  protectedUntil !== undefined && now < protectedUntil;

export const taskProtectionOperations = (ecs: SimulatedEcs): Operations => ({
  UpdateTaskProtection: operation(updateShape, ({ cluster: named, tasks, protectionEnabled, expiresInMinutes }) => {
    const cluster = findCluster(ecs, named);
    const until = ecs.time.now() + ecs.time.lasts(expiresInMinutes * minute);
    return answered(ecs, cluster, tasks, (task) => {
      if (protectionEnabled) task.protectedUntil = until;
      else delete task.protectedUntil;
    });
  }),

  GetTaskProtection: operation(getShape, ({ cluster: named, tasks }) => {
    if (tasks.length === 0) throw invalidParameter('Tasks cannot be empty.');
    return answered(ecs, findCluster(ecs, named), tasks, () => undefined);
  }),
});

function answered(ecs: SimulatedEcs, cluster: Cluster, named: readonly string[], change: (task: Task) => void): object {
  const found = named.map((each) => ({ named: each, task: taskIn(cluster, each) }));
  const valid = found.flatMap(({ task }) => (task !== undefined && isOfService(cluster, task) ? [task] : []));
  for (const task of valid) change(task);
  return {
    protectedTasks: valid.map((task) => shown(task, ecs.time.now())),
    failures: found.flatMap(({ named: each, task }) => {
      if (task === undefined) return [{ arn: taskArn(cluster.name, lastPart(each)), reason: 'MISSING' }];
      return valid.includes(task) ? [] : [{ arn: task.arn, reason: 'TASK_NOT_VALID' }];
    }),
  };
}

/** And running: a task of RunTask has nobody who would scale it in. */
const isOfService = (cluster: Cluster, task: Task): boolean => {
  const owner = serviceOf(task, cluster);
  return owner !== undefined && serviceIn(cluster, owner.name) === owner && task.desiredStatus === 'RUNNING';
};

const shown = (task: Task, now: number): object => ({
  taskArn: task.arn,
  protectionEnabled: isProtected(task, now),
  ...(isProtected(task, now) ? { expirationDate: epochSeconds(task.protectedUntil ?? now) } : {}),
});
