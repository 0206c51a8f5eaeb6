// Runbook › Rollback Partially Complete: tasks of other releases are stopped; ECS starts the target where one is missing.
import { type ECSClient, StopTaskCommand, type Task } from '@aws-sdk/client-ecs';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import type { Activities, LeftOver } from './activities.js';
import { withinAttempt } from './attempt.js';
import type { AwsAccess } from './aws-clients.js';
import { askAws } from './aws-errors.js';
import { describeService } from './ecs-service.js';
import { readTasks } from './ecs-tasks.js';

type Stop = Parameters<Activities['stopLeftOverTasks']>[0];

/** Stops the oldest ones, while the service is told to run the target, until `leave` are left: an attempt whose answer was lost has stopped its part already. */
export const stopLeftOverTasks =
  ({ aws }: { readonly aws: AwsAccess }) =>
  async ({ entry, taskDefinition, leave }: Stop): Promise<LeftOver> => {
    const { ecs, changingEcs } = aws.of(entry);
    const signal = withinAttempt();
    const [tasks, service] = await Promise.all([readTasks(ecs, entry, signal), describeService(ecs, entry, signal)]);
    const others = tasks.filter((task) => task.taskDefinitionArn !== taskDefinition).toSorted(byAge);
    // Somebody else's deployment has begun: its tasks are no left-overs.
    if (service.taskDefinition !== taskDefinition) return { left: others.length, stopped: [] };
    const stopped: string[] = [];
    for (const task of others.slice(0, Math.max(0, others.length - leave))) {
      stopped.push(await stop(changingEcs, entry, task, signal));
    }
    return { left: others.length - stopped.length, stopped };
  };

const byAge = (a: Task, b: Task): number => (a.createdAt?.getTime() ?? 0) - (b.createdAt?.getTime() ?? 0);

async function stop(ecs: ECSClient, entry: CatalogueEntry, { taskArn }: Task, signal: AbortSignal): Promise<string> {
  const id = taskArn?.replace(/^.*\//, '') ?? '';
  const command = new StopTaskCommand({
    cluster: entry.ecs.cluster,
    task: taskArn,
    reason: 'runback: left over by a rollback that was only partially complete',
  });
  await askAws(`StopTask of ${id}`, () => ecs.send(command, { abortSignal: signal }));
  return id;
}
