import { DescribeTasksCommand, ListTasksCommand } from '@aws-sdk/client-ecs';
import type { Behaviour } from '../behaviour.js';
import { refusalOf, resourceOf, shown, typesOf } from '../observing.js';
import type { Production } from '../production.js';
import { describe } from './services.js';

async function runningTasks({ ecs, cluster, service }: Production): Promise<string[]> {
  const command = new ListTasksCommand({ cluster, serviceName: service, desiredStatus: 'RUNNING' });
  return (await ecs.send(command)).taskArns ?? [];
}

const unknownTask = '0123456789abcdef0123456789abcdef';

export const tasks: readonly Behaviour[] = [
  {
    name: 'ListTasks lists as many tasks of a service at rest as it wants',
    observe: async (production) => {
      const { desiredCount } = await describe(production, production.service);
      const { length } = await runningTasks(production);
      return length === desiredCount ? 'as many' : length;
    },
    expected: 'as many',
  },
  {
    name: 'A task of a service shows its times, its task definition and the deployment that started it',
    observe: async (production) => {
      const { deployments, taskDefinition } = await describe(production, production.service);
      const tasks = (await runningTasks(production)).slice(0, 1);
      const answer = await production.ecs.send(new DescribeTasksCommand({ cluster: production.cluster, tasks }));
      const [task] = answer.tasks ?? [];
      return {
        members: typesOf(task, ['taskArn', 'createdAt', 'startedAt']),
        lastStatus: shown(task?.lastStatus),
        definition: task?.taskDefinitionArn === taskDefinition,
        startedBy: task?.startedBy === deployments?.[0]?.id,
        group: task?.group === `service:${production.service}`,
      };
    },
    expected: {
      members: { taskArn: 'text', createdAt: 'time', startedAt: 'time' },
      lastStatus: 'RUNNING',
      definition: true,
      startedBy: true,
      group: true,
    },
  },
  {
    name: 'ListTasks of an unknown service is refused',
    observe: ({ ecs, cluster }) =>
      refusalOf(ecs.send(new ListTasksCommand({ cluster, serviceName: 'no-such-service' })), { withText: true }),
    expected: { code: 'ServiceNotFoundException', status: 400, text: 'Service not found.' },
  },
  {
    name: 'ListTasks of an unknown cluster is refused',
    observe: ({ ecs }) => refusalOf(ecs.send(new ListTasksCommand({ cluster: 'no-such-cluster' }))),
    expected: { code: 'ClusterNotFoundException', status: 400 },
  },
  {
    name: 'An unknown task is a MISSING failure with the ARN it would have',
    observe: async ({ ecs, cluster }) => {
      const answer = await ecs.send(new DescribeTasksCommand({ cluster, tasks: [unknownTask] }));
      return {
        tasks: answer.tasks?.length ?? 'missing',
        failures: (answer.failures ?? []).map(({ arn, reason }) => [
          resourceOf(arn) === `task/${cluster}/${unknownTask}` ? 'of the task' : shown(arn),
          shown(reason),
        ]),
      };
    },
    expected: { tasks: 0, failures: [['of the task', 'MISSING']] },
  },
];
