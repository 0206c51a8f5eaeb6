// Service Quotas and CloudWatch: how much of the vCPUs that Fargate gives an account is in use.
import { type CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { Service } from '@aws-sdk/client-ecs';
import { GetServiceQuotaCommand, type MetricInfo } from '@aws-sdk/client-service-quotas';
import type { QuotaUse } from '../src/service-quotas.js';
import type { AwsClients } from './aws-clients.js';
import { askAws } from './aws-errors.js';
import { describeTaskDefinition } from './ecs-releases.js';
import { optional } from './ecs-service.js';

const ServiceCode = 'fargate';
// "Tasks per service" is no matter here: it bounds the desired count, which a rollback leaves as it is.
const vcpuQuotas = { FARGATE: 'L-3032A538', FARGATE_SPOT: 'L-36FBB829' } as const;
const cpuUnitsOfVcpu = 1_024;
const metricPeriodSeconds = 60;
// Usage metrics come every few minutes.
const metricReachesBackMs = 15 * 60_000;

/** Codes of the quotas that its tasks count against; none where they do not run on Fargate. */
export function quotaCodesOf({ launchType, capacityProviderStrategy = [] }: Service): string[] {
  const providers = [launchType, ...capacityProviderStrategy.map(({ capacityProvider }) => capacityProvider)];
  return Object.entries(vcpuQuotas).flatMap(([provider, code]) => (providers.includes(provider) ? [code] : []));
}

/** For tasks of this definition in this service. Fails with what AWS answered. */
export async function readQuotas(
  clients: AwsClients,
  service: Service,
  taskDefinition: string,
  signal: AbortSignal,
): Promise<QuotaUse[]> {
  const codes = quotaCodesOf(service);
  if (codes.length === 0) return [];
  const [{ definition }, quotas] = await Promise.all([
    describeTaskDefinition(clients.ecs, taskDefinition, signal),
    Promise.all(codes.map((code) => readQuota(clients, code, signal))),
  ]);
  const aTask = Number(definition.cpu) / cpuUnitsOfVcpu;
  if (!(aTask > 0)) throw new Error(`The task definition says no number of CPU units: ${definition.cpu ?? 'nothing'}`);
  return quotas.map((quota) => ({ ...quota, aTask, allTasks: aTask * (service.desiredCount ?? 0) }));
}

async function readQuota(
  { serviceQuotas, cloudWatch }: AwsClients,
  QuotaCode: string,
  abortSignal: AbortSignal,
): Promise<Omit<QuotaUse, 'aTask' | 'allTasks'>> {
  const attempted = `GetServiceQuota ${ServiceCode}/${QuotaCode}`;
  const command = new GetServiceQuotaCommand({ ServiceCode, QuotaCode });
  const { Quota } = await askAws(attempted, () => serviceQuotas.send(command, { abortSignal }));
  if (Quota?.Value === undefined) throw new Error(`${attempted}: an answer without a value`);
  const used = Quota.UsageMetric && (await readUsage(cloudWatch, Quota.UsageMetric, abortSignal));
  return {
    service: ServiceCode,
    code: QuotaCode,
    name: Quota.QuotaName ?? QuotaCode,
    limit: Quota.Value,
    ...optional('used', used),
  };
}

/** The newest value of the metric that the quota itself names. */
async function readUsage(
  client: CloudWatchClient,
  { MetricNamespace, MetricName, MetricDimensions = {}, MetricStatisticRecommendation }: MetricInfo,
  abortSignal: AbortSignal,
): Promise<number | undefined> {
  const Dimensions = Object.entries(MetricDimensions).map(([Name, Value]) => ({ Name, Value }));
  const command = new GetMetricDataCommand({
    MetricDataQueries: [
      {
        Id: 'used',
        MetricStat: {
          Metric: { Namespace: MetricNamespace, MetricName, Dimensions },
          Period: metricPeriodSeconds,
          Stat: MetricStatisticRecommendation ?? 'Maximum',
        },
      },
    ],
    StartTime: new Date(Date.now() - metricReachesBackMs),
    EndTime: new Date(),
    ScanBy: 'TimestampDescending',
  });
  const { MetricDataResults = [] } = await askAws(`GetMetricData of ${MetricName ?? 'a quota'}`, () =>
    client.send(command, { abortSignal }),
  );
  return MetricDataResults[0]?.Values?.[0];
}
