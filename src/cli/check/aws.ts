import { DescribeServicesCommand } from '@aws-sdk/client-ecs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { createAwsAccess } from '../../../activities/aws-clients.js';
import { askAws } from '../../../activities/aws-errors.js';
import { readTargetGroups } from '../../../activities/elastic-load-balancing.js';
import type { CatalogueEntry } from '../../catalogue/entry.js';
import { type Finding, find } from './finding.js';

const withinMs = 8_000;

/** STS, ECS and the service's target groups, with the credentials that are here. */
export async function checkAws(of: string, entry: CatalogueEntry): Promise<Finding[]> {
  const access = createAwsAccess();
  try {
    const groups: string[] = [];
    const [identity, service] = await Promise.all([
      find(of, 'STS', () => callerIdentity(entry)),
      find(of, 'ECS', async () => {
        const { line, targetGroups } = await describeService(access.of(entry).ecs, entry);
        groups.push(...targetGroups);
        return line;
      }),
    ]);
    const balancing = find(of, 'Target groups', () => targetHealth(access.of(entry).elasticLoadBalancing, groups));
    return [identity, service, await balancing];
  } finally {
    access.close();
  }
}

type Access = ReturnType<ReturnType<typeof createAwsAccess>['of']>;

async function callerIdentity({ aws, kind }: CatalogueEntry): Promise<string> {
  const simulated = kind === 'simulation' && aws.endpoint !== undefined && process.env.AWS_ACCESS_KEY_ID === undefined;
  const client = new STSClient({
    region: aws.region,
    maxAttempts: 2,
    ...(aws.endpoint === undefined ? {} : { endpoint: aws.endpoint }),
    ...(simulated ? { credentials: { accessKeyId: 'simulation', secretAccessKey: 'simulation' } } : {}),
  });
  try {
    const asked = { abortSignal: AbortSignal.timeout(withinMs) };
    const { Arn } = await askAws('GetCallerIdentity', () => client.send(new GetCallerIdentityCommand({}), asked));
    return `as ${Arn ?? 'nobody'}${aws.roleArn === undefined ? '' : `, taking ${aws.roleArn} for the rest`}`;
  } finally {
    client.destroy();
  }
}

async function describeService(
  ecs: Access['ecs'],
  entry: CatalogueEntry,
): Promise<{ line: string; targetGroups: string[] }> {
  const { cluster, service: name } = entry.ecs;
  const command = new DescribeServicesCommand({ cluster, services: [name] });
  const { services, failures } = await askAws(`DescribeServices of ${name} in ${cluster}`, () =>
    ecs.send(command, { abortSignal: AbortSignal.timeout(withinMs) }),
  );
  const service = services?.[0];
  if (service === undefined) {
    const reason = failures?.[0]?.reason ?? 'MISSING';
    throw new Error(`ECS answers ${reason} for service ${name} in cluster ${cluster}: correct ecs in the catalogue`);
  }
  const targetGroups = (service.loadBalancers ?? []).flatMap(({ targetGroupArn }) => targetGroupArn ?? []);
  const { runningCount = 0, desiredCount = 0, status = '' } = service;
  return { line: `${name} ${status}: ${runningCount} of ${desiredCount} tasks run`, targetGroups };
}

async function targetHealth(client: Access['elasticLoadBalancing'], arns: readonly string[]): Promise<string> {
  if (arns.length === 0) throw new Error('the ECS service names none, or could not be read');
  const groups = await readTargetGroups(client, arns, AbortSignal.timeout(withinMs));
  return groups.map(({ name, healthy, unhealthy }) => `${name}: ${healthy} healthy, ${unhealthy} unhealthy`).join('; ');
}
