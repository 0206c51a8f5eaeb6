// A throw-away service of a real account, named by RUNBACK_CONTRACT_AWS=cluster/service; it is put back as it was.
import { DescribeTaskDefinitionCommand, type Service } from '@aws-sdk/client-ecs';
import { DescribeListenersCommand, DescribeTargetGroupsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ecrRegistryOf, parseImage } from '../../activities/image-reference.js';
import { describe } from '../behaviours/services.js';
import { type Clients, clientsFor, destroy, type Place, type Production } from '../production.js';
import type { StartedPeer } from './peer.js';
import { bringToRest, deleteTaskDefinitions, putBack } from './put-back.js';
import { createRouting, deleteRouting } from './routing.js';

const settlesWithinMs = 20 * 60_000;
const looksEveryMs = 5_000;
/** Who gives a service this tag, with the value `throw-away`, says that it may be changed and restarted. */
const throwAwayTag = 'runback:contract';

/** @throws Error that says what is missing, before anything is changed */
export async function startRealAccount(): Promise<StartedPeer> {
  const [cluster = '', service = ''] = (process.env.RUNBACK_CONTRACT_AWS ?? '').split('/');
  const place: Place = { region: process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION ?? '' };
  const clients = clientsFor(place);
  const former = await describe({ ...clients, cluster }, service);
  requireThrowAway(former, `${cluster}/${service}`);
  tellHowToPutBack(cluster, former);
  const image = await imageOf(clients, former);
  const familyPrefix = `runback-contract-${Date.now().toString(36)}`;
  const routing = await routingBeside(clients, former, familyPrefix.replace('runback-contract', 'rbc'));
  const role = process.env.RUNBACK_CONTRACT_ROLE;
  return {
    production: {
      ...clients,
      clientsWith: (credentials) => clientsFor({ ...place, credentials }),
      ...{ cluster, service, familyPrefix, routing, settlesWithinMs, looksEveryMs },
      targetGroup: targetGroupOf(former),
      serviceToChange: () => bringToRest(clients, former, { settlesWithinMs, looksEveryMs }),
      ...(image === undefined ? {} : { image }),
      ...(role === undefined ? {} : { role }),
    },
    violations: () => [],
    stop: async () => {
      const undone = await Promise.allSettled([
        putBack(clients, former),
        deleteRouting(clients, routing),
        deleteTaskDefinitions(clients, familyPrefix),
      ]);
      destroy(clients);
      const reasons = undone.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
      if (reasons.length > 0) throw new AggregateError(reasons, 'Not everything could be put back.');
    },
  };
}

const targetGroupOf = ({ loadBalancers }: Service): string => loadBalancers?.[0]?.targetGroupArn ?? '';

function requireThrowAway(service: Service, name: string): void {
  if (!service.tags?.some(({ key, value }) => key === throwAwayTag && value === 'throw-away')) {
    throw new Error(`${name} has no tag ${throwAwayTag}=throw-away; give it one if it may be changed and restarted.`);
  }
  if (targetGroupOf(service) === '') throw new Error(`${name} has no target group; the contract needs one.`);
  const controller = service.deploymentController?.type ?? 'ECS';
  if (controller !== 'ECS') throw new Error(`${name} is deployed by ${controller}; the contract needs ECS's own.`);
}

function tellHowToPutBack(cluster: string, { serviceName, taskDefinition }: Service): void {
  const command = `aws ecs update-service --cluster ${cluster} --service ${serviceName} --task-definition ${taskDefinition}`;
  process.stderr.write(`If this is interrupted, put the service back by hand: ${command}\n`);
}

async function routingBeside(clients: Clients, service: Service, name: string) {
  const asked = new DescribeTargetGroupsCommand({ TargetGroupArns: [targetGroupOf(service)] });
  const { TargetGroups } = await clients.elb.send(asked);
  const LoadBalancerArn = TargetGroups?.[0]?.LoadBalancerArns?.[0];
  const { Listeners } = await clients.elb.send(new DescribeListenersCommand({ LoadBalancerArn }));
  const listener = Listeners?.[0]?.ListenerArn;
  if (LoadBalancerArn === undefined || listener === undefined) {
    throw new Error(`${service.serviceName}'s target group is behind no listener; the contract needs one.`);
  }
  return createRouting(clients, { listener, vpc: TargetGroups?.[0]?.VpcId ?? '', name });
}

async function imageOf({ ecs }: Clients, { taskDefinition }: Service): Promise<Production['image']> {
  const described = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
  const reference = parseImage(described.taskDefinition?.containerDefinitions?.[0]?.image ?? '');
  const registry = ecrRegistryOf(reference);
  const { repository, tag } = reference;
  return registry === undefined || tag === undefined ? undefined : { repository, registryId: registry.registryId, tag };
}
