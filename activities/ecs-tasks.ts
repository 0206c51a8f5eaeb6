import { DescribeTasksCommand, type ECSClient, ListTasksCommand, type Task } from '@aws-sdk/client-ecs';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { askAws } from './aws-errors.js';

const measured = 10;

/** The service's tasks that are meant to run, at most 100. */
export async function readTasks(ecs: ECSClient, entry: CatalogueEntry, signal: AbortSignal): Promise<Task[]> {
  const { cluster, service } = entry.ecs;
  const listed = await askAws(`ListTasks of ${cluster}/${service}`, () =>
    ecs.send(new ListTasksCommand({ cluster, serviceName: service, desiredStatus: 'RUNNING' }), {
      abortSignal: signal,
    }),
  );
  const arns = listed.taskArns ?? [];
  if (arns.length === 0) return [];
  const described = await askAws(`DescribeTasks of ${cluster}/${service}`, () =>
    ecs.send(new DescribeTasksCommand({ cluster, tasks: arns.slice(0, 100) }), { abortSignal: signal }),
  );
  return described.tasks ?? [];
}

/** Median seconds from creation to RUNNING of the newest ten running tasks. Throws when none runs. */
export function medianStartSeconds(tasks: readonly Task[]): number {
  const seconds = tasks
    .flatMap(({ createdAt, startedAt }) => (createdAt && startedAt ? [{ createdAt, startedAt }] : []))
    .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime())
    .slice(0, measured)
    .map(({ createdAt, startedAt }) => (startedAt.getTime() - createdAt.getTime()) / 1000)
    .sort((a, b) => a - b);
  const median = seconds[Math.floor(seconds.length / 2)];
  if (median === undefined) throw new Error('No running task says when it started');
  return median;
}
