import { DescribeServicesCommand } from '@aws-sdk/client-ecs';
import {
  DescribeTargetGroupsCommand,
  type ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { AwsClients } from '../../../activities/aws-clients.js';
import { askAws } from '../../../activities/aws-errors.js';
import { readTargetGroups } from '../../../activities/elastic-load-balancing.js';

export interface SeenInEcs {
  readonly line: string;
  readonly targetGroups: readonly string[];
  readonly taskDefinition: string | undefined;
}

/** Throws what to correct when there is no such service. */
export async function describeService(
  { ecs }: AwsClients,
  { cluster, service: name }: { readonly cluster: string; readonly service: string },
  abortSignal: AbortSignal,
): Promise<SeenInEcs> {
  const command = new DescribeServicesCommand({ cluster, services: [name] });
  const { services, failures } = await askAws(`DescribeServices of ${name} in ${cluster}`, () =>
    ecs.send(command, { abortSignal }),
  );
  const service = services?.[0];
  if (service === undefined) {
    const reason = failures?.[0]?.reason ?? 'MISSING';
    throw new Error(`ECS answers ${reason} for service ${name} in cluster ${cluster}: correct it in the catalogue`);
  }
  const targetGroups = (service.loadBalancers ?? []).flatMap(({ targetGroupArn }) => targetGroupArn ?? []);
  const { runningCount = 0, desiredCount = 0, status = '', taskDefinition } = service;
  return { line: `${name} ${status}: ${runningCount} of ${desiredCount} tasks run`, targetGroups, taskDefinition };
}

export async function targetHealth(
  client: ElasticLoadBalancingV2Client,
  arns: readonly string[],
  abortSignal: AbortSignal,
): Promise<string> {
  if (arns.length === 0) throw new Error('the ECS service names none, or could not be read');
  const groups = await readTargetGroups(client, arns, abortSignal);
  return groups.map(({ name, healthy, unhealthy }) => `${name}: ${healthy} healthy, ${unhealthy} unhealthy`).join('; ');
}

export async function targetHealthOf(
  client: ElasticLoadBalancingV2Client,
  name: string,
  abortSignal: AbortSignal,
): Promise<string> {
  const command = new DescribeTargetGroupsCommand({ Names: [name] });
  const { TargetGroups = [] } = await askAws(`DescribeTargetGroups of ${name}`, () =>
    client.send(command, { abortSignal }),
  );
  const arns = TargetGroups.flatMap(({ TargetGroupArn }) => TargetGroupArn ?? []);
  return targetHealth(client, arns, abortSignal);
}
