import type { ServingCount } from './rollback.js';
import { familyAndRevision } from './runbook/wording.js';
import type { SeenService, Situation } from './situation.js';

/** Running tasks by task definition; a release without a task is left out. */
export function runningTasks({ deployments }: Pick<SeenService, 'deployments'>): ReadonlyMap<string, number> {
  const running = new Map<string, number>();
  for (const { taskDefinition, running: tasks } of deployments) {
    if (tasks > 0) running.set(taskDefinition, (running.get(taskDefinition) ?? 0) + tasks);
  }
  return running;
}

/** Whether nothing but this task definition runs, in the number that is wanted. */
export function servesAlone({ deployments, desired }: SeenService, taskDefinition: string): boolean {
  const running = runningTasks({ deployments });
  return desired > 0 && running.size === 1 && (running.get(taskDefinition) ?? 0) >= desired;
}

/** Whether it runs beside another task definition: a rollback that is only partially complete. */
export function servesBesideOthers({ deployments }: Pick<SeenService, 'deployments'>, taskDefinition: string): boolean {
  const running = runningTasks({ deployments });
  return running.size > 1 && running.has(taskDefinition);
}

/** What served when production was looked at, under the names that people use. */
export const servingSeen = ({ service, releases }: Situation): ServingCount[] =>
  [...runningTasks(service)].map(([taskDefinition, tasks]) => {
    const seen = releases.find((release) => release.taskDefinition === taskDefinition);
    const release = seen?.version ?? seen?.tag ?? seen?.commit ?? familyAndRevision(taskDefinition);
    return { release, taskDefinition, tasks };
  });
