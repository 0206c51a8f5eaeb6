// UpdateService: what it answers, what begins a deployment, and what it refuses.
import { UpdateServiceCommand, type UpdateServiceCommandInput } from '@aws-sdk/client-ecs';
import type { Behaviour, Json } from '../behaviour.js';
import { refusalOf, shown } from '../observing.js';
import type { Production } from '../production.js';
import { deregister, register, registerNext } from '../revisions.js';
import { describe } from './services.js';

type Changes = Omit<UpdateServiceCommandInput, 'cluster' | 'service'>;

const update = (production: Production, service: string, changes: Changes) =>
  production.ecs.send(new UpdateServiceCommand({ cluster: production.cluster, service, ...changes }));

const refused = (production: Production, input: UpdateServiceCommandInput): Promise<Json> =>
  refusalOf(production.ecs.send(new UpdateServiceCommand(input)), { withText: true });

/** How many deployments there are after a change that was made while there was one. */
async function deploymentsAfter(
  production: Production,
  changesFor: (taskDefinition: string) => Changes,
): Promise<Json> {
  const { name, taskDefinition } = await production.serviceToChange();
  const { service } = await update(production, name, changesFor(taskDefinition));
  return service?.deployments?.length ?? 0;
}

export const updateService: readonly Behaviour[] = [
  {
    name: 'UpdateService answers with the new PRIMARY at 0/0/0 and the former deployment ACTIVE with its tasks',
    observe: async (production) => {
      const { name, taskDefinition } = await production.serviceToChange();
      const next = await registerNext(production, taskDefinition);
      const { service } = await update(production, name, { taskDefinition: next });
      return {
        deployments: (service?.deployments ?? [])
          .map((one) => ({
            status: shown(one.status),
            definition: one.taskDefinition === next ? 'new' : 'former',
            state: shown(one.rolloutState),
            counts: [shown(one.desiredCount), shown(one.pendingCount), shown(one.runningCount) === 0 ? 0 : 'some'],
          }))
          .map(({ status, definition, state, counts }) => [
            status,
            definition,
            state,
            status === 'PRIMARY' ? counts : 'tasks',
          ]),
        taskDefinition: service?.taskDefinition === next ? 'new' : 'former',
      };
    },
    expected: {
      deployments: [
        ['PRIMARY', 'new', 'IN_PROGRESS', [0, 0, 0]],
        ['ACTIVE', 'former', 'COMPLETED', 'tasks'],
      ],
      taskDefinition: 'new',
    },
  },
  {
    name: 'DescribeServices shows what UpdateService answered: the same deployment, PRIMARY first',
    observe: async (production) => {
      const { name, taskDefinition } = await production.serviceToChange();
      const next = await registerNext(production, taskDefinition);
      const { service } = await update(production, name, { taskDefinition: next });
      const { deployments = [], taskDefinition: now } = await describe(production, name);
      return { same: deployments[0]?.id === service?.deployments?.[0]?.id, next: now === next, of: deployments.length };
    },
    expected: { same: true, next: true, of: 2 },
  },
  {
    name: 'The short name of a task definition is answered as its ARN',
    observe: async (production) => {
      const { name, taskDefinition } = await production.serviceToChange();
      const next = await registerNext(production, taskDefinition);
      const short = next.slice(next.lastIndexOf('/') + 1);
      const { service } = await update(production, name, { taskDefinition: short });
      return service?.taskDefinition === next;
    },
    expected: true,
  },
  {
    name: 'The task definition that serves already begins no deployment',
    observe: (production) => deploymentsAfter(production, (taskDefinition) => ({ taskDefinition })),
    expected: 1,
  },
  {
    name: 'The task definition that serves already begins one with forceNewDeployment',
    observe: (production) =>
      deploymentsAfter(production, (taskDefinition) => ({ taskDefinition, forceNewDeployment: true })),
    expected: 2,
  },
  {
    name: 'Deployment settings alone begin no deployment',
    observe: (production) =>
      deploymentsAfter(production, () => ({
        deploymentConfiguration: { minimumHealthyPercent: 50, maximumPercent: 150 },
      })),
    expected: 1,
  },
  {
    name: 'Changed deployment settings are read back',
    observe: async (production) => {
      const { name } = await production.serviceToChange();
      const deploymentCircuitBreaker = { enable: true, rollback: false };
      await update(production, name, {
        deploymentConfiguration: { minimumHealthyPercent: 50, maximumPercent: 150, deploymentCircuitBreaker },
      });
      const { deploymentConfiguration: now } = await describe(production, name);
      const { enable, rollback } = now?.deploymentCircuitBreaker ?? {};
      return [shown(now?.minimumHealthyPercent), shown(now?.maximumPercent), shown(enable), shown(rollback)];
    },
    expected: [50, 150, true, false],
  },
  {
    name: 'An unknown task definition is refused by UpdateService, and nothing changes',
    observe: async (production) => {
      const { name, taskDefinition } = await production.serviceToChange();
      const { cluster } = production;
      const refusal = await refused(production, {
        cluster,
        service: name,
        taskDefinition: `${production.familyPrefix}-none:1`,
      });
      const now = await describe(production, name);
      return { refusal, unchanged: now.taskDefinition === taskDefinition && now.deployments?.length === 1 };
    },
    expected: {
      refusal: { code: 'ClientException', status: 400, text: 'Unable to describe task definition.' },
      unchanged: true,
    },
  },
  {
    name: 'An INACTIVE task definition is refused by UpdateService, and nothing changes',
    observe: async (production) => {
      const { name, taskDefinition } = await production.serviceToChange();
      const inactive = await register(production, { family: `${production.familyPrefix}-inactive` });
      await deregister(production, inactive);
      const refusal = await refused(production, {
        cluster: production.cluster,
        service: name,
        taskDefinition: inactive,
      });
      const now = await describe(production, name);
      return { refusal, unchanged: now.taskDefinition === taskDefinition && now.deployments?.length === 1 };
    },
    expected: {
      refusal: { code: 'ClientException', status: 400, text: 'TaskDefinition is inactive' },
      unchanged: true,
    },
  },
  {
    name: 'A bare family deploys its newest ACTIVE revision',
    observe: async (production) => {
      const { name, taskDefinition } = await production.serviceToChange();
      const newest = await registerNext(production, taskDefinition);
      const inactive = await registerNext(production, taskDefinition);
      await deregister(production, inactive);
      const family = newest.slice(newest.lastIndexOf('/') + 1, newest.lastIndexOf(':'));
      const { service } = await update(production, name, { taskDefinition: family });
      if (service?.taskDefinition === newest) return 'the newest ACTIVE one';
      return service?.taskDefinition === inactive ? 'the INACTIVE one' : 'neither';
    },
    expected: 'the newest ACTIVE one',
  },
  {
    name: 'An unknown service is refused by UpdateService',
    observe: (production) =>
      refused(production, { cluster: production.cluster, service: 'no-such-service', desiredCount: 1 }),
    expected: { code: 'ServiceNotFoundException', status: 400, text: 'Service not found.' },
  },
  {
    name: 'An unknown cluster is refused by UpdateService',
    observe: (production) =>
      refused(production, { cluster: 'no-such-cluster', service: 'no-such-service', desiredCount: 1 }),
    expected: { code: 'ClusterNotFoundException', status: 400, text: 'Cluster not found.' },
  },
];
