// Counting a service's tasks the way DescribeServices does.
import type { Deployment, Service, Task } from './records.js';

/** On its way up or running, and wanted. A task in DEACTIVATING no longer counts (assumed from R8). */
export const isWanted = (task: Task): boolean => task.desiredStatus === 'RUNNING' && task.lastStatus !== 'STOPPED';
export const isRunning = (task: Task): boolean => isWanted(task) && task.lastStatus === 'RUNNING';
export const isPending = (task: Task): boolean => isWanted(task) && task.lastStatus !== 'RUNNING';

export const tasksOf = (service: Service, deployment: Deployment): readonly Task[] =>
  [...service.tasks.values()].filter((task) => task.deployment === deployment);

export const runningAndPending = (tasks: Iterable<Task>): { runningCount: number; pendingCount: number } => {
  const all = [...tasks];
  return { runningCount: all.filter(isRunning).length, pendingCount: all.filter(isPending).length };
};

/** PRIMARY first, then ACTIVE newest first (R2, R5, R12). */
export function shownDeployments(service: Service): readonly Deployment[] {
  const shown = service.deployments.filter(({ status }) => status !== 'GONE');
  return shown.sort(
    (a, b) => Number(b.status === 'PRIMARY') - Number(a.status === 'PRIMARY') || b.createdAt - a.createdAt,
  );
}

/** @throws Error when the service never had a deployment */
export function primaryOf(service: Service): Deployment {
  const primary = service.deployments.find(({ status }) => status === 'PRIMARY');
  if (primary === undefined) throw new Error(`Service ${service.name} has no PRIMARY deployment.`);
  return primary;
}
