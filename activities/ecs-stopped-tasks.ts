// Why tasks of the service stopped: ECS keeps them for an hour.
import { DescribeTasksCommand, type ECSClient, ListTasksCommand, type Task } from '@aws-sdk/client-ecs';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { masked } from '../src/masked.js';
import { oneLine } from '../src/runbook/wording.js';
import type { StoppedTasks } from '../src/trouble-evidence.js';
import { askAws } from './aws-errors.js';
import { isoOf, optional } from './ecs-service.js';

const mostGroups = 12;
const longestReason = 500;

/** Running and stopped tasks of the service, the newest 100 of each. */
export async function readAllTasks(ecs: ECSClient, entry: CatalogueEntry, signal: AbortSignal): Promise<Task[]> {
  const { cluster, service } = entry.ecs;
  const described = await Promise.all(
    (['RUNNING', 'STOPPED'] as const).map(async (desiredStatus) => {
      const { taskArns = [] } = await askAws(`ListTasks of ${cluster}/${service}`, () =>
        ecs.send(new ListTasksCommand({ cluster, serviceName: service, desiredStatus }), { abortSignal: signal }),
      );
      if (taskArns.length === 0) return [];
      const { tasks = [] } = await askAws(`DescribeTasks of ${cluster}/${service}`, () =>
        ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns.slice(0, 100) }), { abortSignal: signal }),
      );
      return tasks;
    }),
  );
  return described.flat();
}

// ECS stops tasks of the former release as it replaces them: that is no trouble.
const isUsual = ({ stoppedReason = '' }: Task): boolean => stoppedReason.startsWith('Scaling activity initiated by');

/** Tasks that are stopping or stopped since then, by how they ended, the most first. */
export function stoppedTasks(tasks: readonly Task[], taskDefinition: string, since: string): StoppedTasks[] {
  const groups = new Map<string, StoppedTasks>();
  for (const task of tasks) {
    const at = isoOf(task.stoppedAt ?? task.stoppingAt ?? task.executionStoppedAt);
    if (task.desiredStatus !== 'STOPPED' || at === '' || at < since || isUsual(task)) continue;
    const ended = endOf(task, taskDefinition);
    const key = JSON.stringify(ended);
    const known = groups.get(key);
    groups.set(key, {
      ...ended,
      tasks: (known?.tasks ?? 0) + 1,
      at: known === undefined || known.at < at ? at : known.at,
    });
  }
  return [...groups.values()].sort((a, b) => b.tasks - a.tasks).slice(0, mostGroups);
}

function endOf(task: Task, taskDefinition: string): Omit<StoppedTasks, 'tasks' | 'at'> {
  const containers = task.containers ?? [];
  const worst = containers.find(({ exitCode }) => exitCode !== undefined && exitCode !== 0) ?? containers[0];
  return {
    ofTarget: task.taskDefinitionArn === taskDefinition,
    stoppedReason: shown(task.stoppedReason ?? 'ECS gives no reason'),
    ...optional('stopCode', task.stopCode),
    ...optional('containerReason', worst?.reason === undefined ? undefined : shown(worst.reason)),
    ...optional('exitCode', worst?.exitCode),
  };
}

const shown = (text: string): string => oneLine(masked(text), longestReason);
