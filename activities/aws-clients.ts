// AWS clients per region, endpoint and role: separate ones for reading and for changing, with explicit time-outs.
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { RDSClient } from '@aws-sdk/client-rds';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { askingRun } from './attempt.js';
import { assumeRole } from './aws-role.js';
import { carryRun } from './aws-run.js';

export interface AwsClients {
  readonly ecs: ECSClient;
  /** UpdateService and its like: never repeated by the SDK, because a lost answer may have been applied. */
  readonly changingEcs: ECSClient;
  readonly elasticLoadBalancing: ElasticLoadBalancingV2Client;
  readonly logs: CloudWatchLogsClient;
  readonly rds: RDSClient;
  /** CreateDBSnapshot: a lost answer is found by the snapshot's id, never sent again by the SDK. */
  readonly changingRds: RDSClient;
  readonly serviceQuotas: ServiceQuotasClient;
  readonly ssm: SSMClient;
  readonly sts: STSClient;
  /** ModifyRule and ModifyListener: what was applied is read back, never guessed. */
  readonly changingElasticLoadBalancing: ElasticLoadBalancingV2Client;
  readonly applicationAutoScaling: ApplicationAutoScalingClient;
  readonly cloudWatch: CloudWatchClient;
  /** ECR of the region that an image's registry is in. */
  readonly ecr: (region: string) => ECRClient;
}

export interface AwsAccess {
  readonly of: (entry: CatalogueEntry) => AwsClients;
  /** Region, endpoint and role in one text: what shares quotas and clients. */
  readonly place: (entry: CatalogueEntry) => string;
  readonly close: () => void;
}

type Place = Pick<CatalogueEntry, 'aws' | 'kind'>;

const connectsWithinMs = 1_500;
const answersWithinMs = 3_500;

// On Node 20 the SDK prints a notice about its support of Node versions with the first client.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

export function createAwsAccess(): AwsAccess {
  const agents = { httpAgent: new HttpAgent(pooled), httpsAgent: new HttpsAgent(pooled) };
  const byPlace = new Map<string, AwsClients>();
  return {
    place,
    of: (entry) => {
      const key = keyOf(entry);
      const clients = byPlace.get(key) ?? clientsOf(entry, agents);
      byPlace.delete(key);
      byPlace.set(key, clients);
      if (byPlace.size > mostKept) byPlace.delete(byPlace.keys().next().value ?? '');
      return clients;
    },
    close: () => {
      agents.httpAgent.destroy();
      agents.httpsAgent.destroy();
      byPlace.clear();
    },
  };
}

const pooled = { keepAlive: true, maxSockets: 100 } as const;
type Agents = { readonly httpAgent: HttpAgent; readonly httpsAgent: HttpsAgent };

/** Whoever assumes a role does so for each run anew, so that the session names it. */
const keyOf = (entry: Place): string =>
  entry.aws.roleArn === undefined ? place(entry) : `${place(entry)} ${askingRun() ?? ''}`;

/** The sockets belong to all; a set that is forgotten lasts for as long as somebody uses it. */
const mostKept = 1_000;

const place = ({ aws, kind }: Place): string => JSON.stringify([kind, aws.region, aws.endpoint, aws.roleArn]);

function clientsOf(entry: Place, agents: Agents): AwsClients {
  const reading = { ...settingsOf(entry, agents), maxAttempts: 2 };
  const registries = new Map<string, ECRClient>();
  return {
    ecs: carryRun(new ECSClient(reading)),
    changingEcs: carryRun(new ECSClient({ ...reading, maxAttempts: 1 })),
    sts: carryRun(new STSClient(reading)),
    elasticLoadBalancing: carryRun(new ElasticLoadBalancingV2Client(reading)),
    logs: carryRun(new CloudWatchLogsClient(reading)),
    rds: carryRun(new RDSClient(reading)),
    changingRds: carryRun(new RDSClient({ ...reading, maxAttempts: 1 })),
    serviceQuotas: carryRun(new ServiceQuotasClient(reading)),
    ssm: carryRun(new SSMClient(reading)),
    changingElasticLoadBalancing: carryRun(new ElasticLoadBalancingV2Client({ ...reading, maxAttempts: 1 })),
    // A suspension that the SDK sends again by itself could arrive after it was put back, and nobody would know.
    applicationAutoScaling: carryRun(new ApplicationAutoScalingClient({ ...reading, maxAttempts: 1 })),
    cloudWatch: carryRun(new CloudWatchClient(reading)),
    ecr: (region) => {
      const client = registries.get(region) ?? carryRun(new ECRClient({ ...reading, region }));
      registries.set(region, client);
      return client;
    },
  };
}

function settingsOf({ aws, kind }: Place, agents: Agents) {
  const common = {
    region: aws.region,
    userAgentAppId: 'runback',
    ...(aws.endpoint === undefined ? {} : { endpoint: aws.endpoint }),
    requestHandler: {
      connectionTimeout: connectsWithinMs,
      requestTimeout: answersWithinMs,
      throwOnRequestTimeout: true,
      ...agents,
    },
  };
  // A simulation at an endpoint of its own is never shown real credentials unless somebody gave it some.
  if (kind === 'simulation' && aws.endpoint !== undefined) return { ...common, ...simulated() };
  if (aws.roleArn === undefined) return common;
  return {
    ...common,
    credentials: assumeRole(aws.roleArn, carryRun(new STSClient({ ...common, maxAttempts: 2 })), askingRun()),
  };
}

const simulated = () =>
  process.env.AWS_ACCESS_KEY_ID === undefined
    ? { credentials: { accessKeyId: 'simulation', secretAccessKey: 'simulation' } }
    : {};
