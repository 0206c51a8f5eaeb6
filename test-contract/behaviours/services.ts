// DescribeServices: what Runback reads of a service, and what is answered for services that do not exist.
import { DescribeServicesCommand, type Service } from '@aws-sdk/client-ecs';
import type { Behaviour, Json } from '../behaviour.js';
import { refusalOf, resourceOf, shown, typesOf } from '../observing.js';
import type { Production } from '../production.js';

export async function describe(
  { ecs, cluster }: Pick<Production, 'ecs' | 'cluster'>,
  service: string,
): Promise<Service> {
  const { services } = await ecs.send(new DescribeServicesCommand({ cluster, services: [service], include: ['TAGS'] }));
  const [found] = services ?? [];
  if (found === undefined) throw new Error(`DescribeServices of ${cluster}/${service} answered no service.`);
  return found;
}

const serviceMembers = [
  'serviceArn',
  'serviceName',
  'clusterArn',
  'status',
  'desiredCount',
  'runningCount',
  'pendingCount',
  'taskDefinition',
  'deployments',
  'loadBalancers',
  'events',
  'createdAt',
];
const deploymentMembers = [
  'id',
  'status',
  'taskDefinition',
  'desiredCount',
  'pendingCount',
  'runningCount',
  'failedTasks',
  'createdAt',
  'updatedAt',
  'rolloutState',
  'rolloutStateReason',
];

const all = (members: readonly string[], types: Readonly<Record<string, string>>): { [member: string]: string } =>
  Object.fromEntries(members.map((member) => [member, types[member] ?? 'text']));

const ask = ({ ecs }: Production, cluster: string, services: string[]): Promise<Json> =>
  refusalOf(ecs.send(new DescribeServicesCommand({ cluster, services })), { withText: true });

export const services: readonly Behaviour[] = [
  {
    name: 'DescribeServices shows the members of a service that Runback reads',
    observe: async (production) => typesOf(await describe(production, production.service), serviceMembers),
    expected: all(serviceMembers, {
      desiredCount: 'number',
      runningCount: 'number',
      pendingCount: 'number',
      deployments: 'list',
      loadBalancers: 'list',
      events: 'list',
      createdAt: 'time',
    }),
  },
  {
    name: 'DescribeServices shows the members of a deployment that Runback reads',
    observe: async (production) =>
      typesOf((await describe(production, production.service)).deployments?.[0], deploymentMembers),
    expected: all(deploymentMembers, {
      desiredCount: 'number',
      pendingCount: 'number',
      runningCount: 'number',
      failedTasks: 'number',
      createdAt: 'time',
      updatedAt: 'time',
    }),
  },
  {
    name: 'A service at rest has one deployment: PRIMARY, COMPLETED, all of its tasks running',
    observe: async (production) => {
      const { name } = await production.serviceToChange();
      const { deployments = [], desiredCount, runningCount, pendingCount } = await describe(production, name);
      return {
        deployments: deployments.map(({ status, rolloutState }) => [shown(status), shown(rolloutState)]),
        allRunning: desiredCount === runningCount && pendingCount === 0,
      };
    },
    expected: { deployments: [['PRIMARY', 'COMPLETED']], allRunning: true },
  },
  {
    name: 'DescribeServices shows circuit breaker, percentages and controller of a service',
    observe: async (production) => {
      const { deploymentConfiguration, deploymentController } = await describe(production, production.service);
      return {
        members: typesOf(deploymentConfiguration, ['minimumHealthyPercent', 'maximumPercent', 'strategy']),
        breaker: typesOf(deploymentConfiguration?.deploymentCircuitBreaker, ['enable', 'rollback']),
        controller: shown(deploymentController?.type),
      };
    },
    expected: {
      members: { minimumHealthyPercent: 'number', maximumPercent: 'number', strategy: 'text' },
      breaker: { enable: 'boolean', rollback: 'boolean' },
      controller: 'ECS',
    },
  },
  {
    name: 'A service is found by its ARN as by its name, and its ARN names the cluster',
    observe: async (production) => {
      const { cluster, service } = production;
      const { serviceArn = '' } = await describe(production, service);
      const again = await describe(production, serviceArn);
      return { same: again.serviceName === service, arn: resourceOf(serviceArn) === `service/${cluster}/${service}` };
    },
    expected: { same: true, arn: true },
  },
  {
    name: 'Tags of a service come only with include TAGS',
    observe: async ({ ecs, cluster, service }) => {
      const answer = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
      return answer.services?.[0]?.tags === undefined ? 'none' : answer.services[0].tags.length;
    },
    expected: 'none',
  },
  {
    name: 'An unknown service is a MISSING failure with the ARN it would have',
    observe: async ({ ecs, cluster, service }) => {
      const command = new DescribeServicesCommand({ cluster, services: ['no-such-service', service] });
      const { services: found = [], failures = [] } = await ecs.send(command);
      return {
        found: found.length,
        failures: failures.map(({ arn, reason }) => ({
          arn: resourceOf(arn) === `service/${cluster}/no-such-service` ? 'of the service' : shown(arn),
          reason: shown(reason),
        })),
      };
    },
    expected: { found: 1, failures: [{ arn: 'of the service', reason: 'MISSING' }] },
  },
  {
    name: 'An unknown cluster is refused by DescribeServices',
    observe: (production) => ask(production, 'no-such-cluster', [production.service]),
    expected: { code: 'ClusterNotFoundException', status: 400, text: 'Cluster not found.' },
  },
  {
    name: 'DescribeServices of eleven services is refused',
    observe: async ({ ecs, cluster }) => {
      const eleven = Array.from({ length: 11 }, (_, index) => `service-${index}`);
      return refusalOf(ecs.send(new DescribeServicesCommand({ cluster, services: eleven })));
    },
    expected: { code: 'InvalidParameterException', status: 400 },
  },
  {
    name: 'DescribeServices of no service is refused',
    observe: async ({ ecs, cluster }) => refusalOf(ecs.send(new DescribeServicesCommand({ cluster, services: [] }))),
    expected: { code: 'InvalidParameterException', status: 400 },
  },
];
