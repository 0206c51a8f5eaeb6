import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type AwsClients, createAwsAccess } from '../../../activities/aws-clients.js';
import { askAws } from '../../../activities/aws-errors.js';
import type { CatalogueEntry } from '../../catalogue/entry.js';
import { checkDatabaseTask } from './database-task.js';
import { imagesInUse } from './ecr.js';
import { describeService, type SeenInEcs, targetHealth, targetHealthOf } from './ecs.js';
import { checkEvidence } from './evidence.js';
import { type Finding, find, notConfigured } from './finding.js';
import { checkRds } from './rds.js';

/** For all that AWS is asked about one service. */
const withinMs = 8_000;

/** STS, ECS, ECR, target groups, the canary's too, parameters, logs and RDS, with the credentials that are here. */
export async function checkAws(of: string, entry: CatalogueEntry): Promise<Finding[]> {
  const access = createAwsAccess();
  const within = AbortSignal.timeout(withinMs);
  try {
    const clients = access.of(entry);
    const findings = await Promise.all([
      find(of, 'STS', () => callerIdentity(entry, within)),
      checkService(of, entry, clients, within),
      checkCanary(of, entry, clients, within),
      checkEvidence(of, entry, clients, within),
      checkRds(of, entry, clients, within),
      checkDatabaseTask(of, entry, clients, within),
    ]);
    return findings.flat();
  } finally {
    access.close();
  }
}

/** What serves is known from the service: its target groups and its images are asked for after it. */
async function checkService(
  of: string,
  entry: CatalogueEntry,
  clients: AwsClients,
  within: AbortSignal,
): Promise<Finding[]> {
  let seen: SeenInEcs | undefined;
  const service = await find(of, 'ECS', async () => {
    seen = await describeService(clients, entry.ecs, within);
    return seen.line;
  });
  const after = await Promise.all([
    find(of, 'Target groups', () => targetHealth(clients.elasticLoadBalancing, seen?.targetGroups ?? [], within)),
    find(of, 'ECR', () => imagesInUse(clients, seen?.taskDefinition, within)),
  ]);
  return [service, ...after];
}

async function checkCanary(
  of: string,
  { canary, ecs: { cluster } }: CatalogueEntry,
  clients: AwsClients,
  within: AbortSignal,
): Promise<Finding[]> {
  const [service, targets] = ['Canary service', 'Canary target group'];
  if (canary === undefined) return [notConfigured(of, service), notConfigured(of, targets)];
  return Promise.all([
    find(of, service, async () => (await describeService(clients, { cluster, service: canary.service }, within)).line),
    find(of, targets, () => targetHealthOf(clients.elasticLoadBalancing, canary.targetGroup, within)),
  ]);
}

async function callerIdentity({ aws, kind }: CatalogueEntry, abortSignal: AbortSignal): Promise<string> {
  const simulated = kind === 'simulation' && aws.endpoint !== undefined && process.env.AWS_ACCESS_KEY_ID === undefined;
  const client = new STSClient({
    region: aws.region,
    maxAttempts: 2,
    ...(aws.endpoint === undefined ? {} : { endpoint: aws.endpoint }),
    ...(simulated ? { credentials: { accessKeyId: 'simulation', secretAccessKey: 'simulation' } } : {}),
  });
  try {
    const { Arn } = await askAws('GetCallerIdentity', () =>
      client.send(new GetCallerIdentityCommand({}), { abortSignal }),
    );
    return `as ${Arn ?? 'nobody'}${aws.roleArn === undefined ? '' : `, taking ${aws.roleArn} for the rest`}`;
  } finally {
    client.destroy();
  }
}
