import { z } from 'zod';

import { taskArn } from '../identifiers.js';
import { type Operations, operation } from '../operation.js';
import { pageOf } from '../paging.js';
import { invalidParameter, serviceNotFound } from '../refusal.js';
import { describeTask, startedByOf } from './describe-task.js';
import { noteEvent } from './event-log.js';
import { findCluster, findTaskDefinition, lastPart, ownersIn, serviceIn, serviceOf, taskIn } from './lookup.js';
import type { Cluster, Task } from './records.js';
import type { SimulatedEcs } from './simulated-ecs.js';
import { eventTexts } from './wording.js';

const mostTasks = 100;

const listShape = z.object({
  cluster: z.string().optional(),
  serviceName: z.string().optional(),
  family: z.string().optional(),
  startedBy: z.string().optional(),
  desiredStatus: z.enum(['RUNNING', 'PENDING', 'STOPPED']).default('RUNNING'),
  launchType: z.string().default('FARGATE'),
  maxResults: z.number().int().min(1).max(100).default(100),
  nextToken: z.string().optional(),
});

export const taskOperations = (ecs: SimulatedEcs): Operations => ({
  ListTasks: operation(listShape, ({ maxResults, nextToken, ...asked }) => {
    const cluster = findCluster(ecs, asked.cluster);
    const page = pageOf(listTasks(cluster, asked), maxResults, nextToken);
    return { taskArns: page.entries.map(({ arn }) => arn), nextToken: page.nextToken };
  }),

  DescribeTasks: operation(
    z.object({ cluster: z.string().optional(), tasks: z.array(z.string()), include: z.array(z.string()).default([]) }),
    ({ cluster: named, tasks, include }) => {
      if (tasks.length === 0) throw invalidParameter('Tasks cannot be empty.');
      if (tasks.length > mostTasks) throw invalidParameter(`tasks can have at most ${mostTasks} items.`);
      const cluster = findCluster(ecs, named);
      const found = tasks.map((task) => taskIn(cluster, task));
      return {
        tasks: found.flatMap((task) => (task ? [described(ecs, cluster, task, include.includes('TAGS'))] : [])),
        failures: tasks.flatMap((task, index) =>
          found[index] ? [] : [{ arn: taskArn(cluster.name, lastPart(task)), reason: 'MISSING' }],
        ),
      };
    },
  ),

  StopTask: operation(
    z.object({ cluster: z.string().optional(), task: z.string(), reason: z.string().default('Task stopped by user') }),
    ({ cluster: named, task: stopped, reason }) => {
      const cluster = findCluster(ecs, named);
      const task = taskIn(cluster, stopped);
      const service = task && serviceOf(task, cluster);
      if (!service) throw invalidParameter('The referenced task was not found.');
      if (task.desiredStatus === 'RUNNING') {
        ecs.targets.announceLeaving(service, [task]);
        noteEvent(service, eventTexts(service.name).stopped([task.id]), ecs.time.now());
        ecs.life.stop(service, task, { code: 'UserInitiated', reason });
      }
      return { task: described(ecs, cluster, task, true) };
    },
  ),
});

function listTasks(
  cluster: Cluster,
  asked: Omit<z.output<typeof listShape>, 'maxResults' | 'nextToken'>,
): readonly Task[] {
  if (asked.launchType !== 'FARGATE') return [];
  const service = asked.serviceName === undefined ? undefined : serviceIn(cluster, asked.serviceName);
  if (asked.serviceName !== undefined && service === undefined) throw serviceNotFound();
  const owners = service ? [service] : ownersIn(cluster);
  return owners
    .flatMap((owner) => [...owner.tasks.values()].map((task) => ({ task, startedBy: startedByOf(owner, task) })))
    .filter(({ startedBy }) => asked.startedBy === undefined || startedBy === asked.startedBy)
    .map(({ task }) => task)
    .filter((task) => task.desiredStatus === asked.desiredStatus)
    .filter(
      (task) => asked.family === undefined || lastPart(task.deployment.taskDefinition).startsWith(`${asked.family}:`),
    );
}

function described(ecs: SimulatedEcs, cluster: Cluster, task: Task, withTags: boolean): object {
  const service = serviceOf(task, cluster);
  if (!service) throw invalidParameter('The referenced task was not found.');
  return describeTask(service, task, findTaskDefinition(ecs, task.deployment.taskDefinition), { withTags });
}
