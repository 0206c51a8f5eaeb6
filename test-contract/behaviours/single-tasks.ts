// Tasks that belong to no service, and how a task is stopped.
import { RunTaskCommand, StopTaskCommand } from '@aws-sdk/client-ecs';
import type { Behaviour } from '../behaviour.js';
import { refusalOf, shown } from '../observing.js';
import type { Production } from '../production.js';
import { deregister, register } from '../revisions.js';
import { describe } from './services.js';

async function running(production: Production, taskDefinition: string) {
  const { networkConfiguration } = await describe(production, production.service);
  const { cluster } = production;
  const launchType = 'FARGATE' as const;
  return new RunTaskCommand({
    cluster,
    taskDefinition,
    networkConfiguration,
    launchType,
    startedBy: 'runback-contract',
  });
}

export const singleTasks: readonly Behaviour[] = [
  {
    name: 'RunTask starts a task of its family, and StopTask ends it with the reason that was given',
    observe: async (production) => {
      const { taskDefinition = '' } = await describe(production, production.service);
      const { tasks = [], failures = [] } = await production.ecs.send(await running(production, taskDefinition));
      const [task] = tasks;
      const family = taskDefinition.split('/').at(-1)?.replace(/:\d+$/, '');
      const stop = new StopTaskCommand({ cluster: production.cluster, task: task?.taskArn, reason: 'a contract' });
      const { task: stopped } = await production.ecs.send(stop);
      return {
        started: tasks.length,
        failures: failures.length,
        group: task?.group === `family:${family}` ? 'its family' : shown(task?.group),
        startedBy: shown(task?.startedBy),
        desired: [shown(task?.desiredStatus), shown(stopped?.desiredStatus)],
        reason: shown(stopped?.stoppedReason),
      };
    },
    expected: {
      started: 1,
      failures: 0,
      group: 'its family',
      startedBy: 'runback-contract',
      desired: ['RUNNING', 'STOPPED'],
      reason: 'a contract',
    },
  },
  {
    name: 'RunTask of an unknown task definition is refused',
    observe: async (production) => refusalOf(production.ecs.send(await running(production, 'no-such-family:1'))),
    expected: { code: 'ClientException', status: 400 },
  },
  {
    name: 'RunTask of an INACTIVE task definition is refused',
    observe: async (production) => {
      const inactive = await register(production, { family: `${production.familyPrefix}-inactive-run` });
      await deregister(production, inactive);
      return refusalOf(production.ecs.send(await running(production, inactive)));
    },
    expected: { code: 'InvalidParameterException', status: 400 },
  },
  {
    name: 'StopTask of an unknown task is refused',
    observe: ({ ecs, cluster }) => refusalOf(ecs.send(new StopTaskCommand({ cluster, task: 'f'.repeat(32) }))),
    expected: { code: 'InvalidParameterException', status: 400 },
  },
];
