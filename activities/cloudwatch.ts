// What the load balancer counted itself, by target group: requests and how many of them failed.
import { type CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { askAws } from './aws-errors.js';
import type { TargetGroupPlace } from './elastic-load-balancing-rules.js';

/** The load balancer reports in steps of a minute. */
const periodSeconds = 60;
const metrics = ['RequestCount', 'HTTPCode_Target_5XX_Count', 'TargetConnectionErrorCount'] as const;
type Metric = (typeof metrics)[number];

export interface Datapoint {
  /** Begin of its minute, in milliseconds since the epoch. */
  readonly at: number;
  readonly value: number;
}

export interface Between {
  readonly from: number;
  readonly to: number;
}

/** Whole minutes that are published, oldest first; none at all is no zero. */
export const readRequestCounts = async (
  client: CloudWatchClient,
  group: TargetGroupPlace,
  between: Between,
  signal: AbortSignal,
): Promise<Datapoint[]> =>
  (await readMetrics(client, [group], ['RequestCount'], between, signal)).flatMap(({ points }) => points);

export interface Counted {
  readonly arn: string;
  readonly requests: number;
  readonly failed: number;
}

/** Sums of each group; a group without a datapoint has 0 requests, which shows nothing of how it does. */
export async function readCounted(
  client: CloudWatchClient,
  groups: readonly TargetGroupPlace[],
  between: Between,
  signal: AbortSignal,
): Promise<Counted[]> {
  const read = await readMetrics(client, groups, metrics, between, signal);
  const sum = (arn: string, wanted: readonly Metric[]) =>
    read
      .filter((each) => each.arn === arn && wanted.includes(each.metric))
      .flatMap(({ points }) => points)
      .reduce((all, { value }) => all + value, 0);
  return groups.map(({ arn }) => ({
    arn,
    requests: sum(arn, ['RequestCount']),
    failed: sum(arn, ['HTTPCode_Target_5XX_Count', 'TargetConnectionErrorCount']),
  }));
}

interface Read {
  readonly arn: string;
  readonly metric: Metric;
  readonly points: readonly Datapoint[];
}

async function readMetrics(
  client: CloudWatchClient,
  groups: readonly TargetGroupPlace[],
  wanted: readonly Metric[],
  { from, to }: Between,
  signal: AbortSignal,
): Promise<Read[]> {
  const asked = groups.flatMap(({ arn, loadBalancerArns }) =>
    loadBalancerArns.flatMap((balancer) => wanted.map((metric) => ({ arn, balancer, metric }))),
  );
  if (asked.length === 0) return [];
  const command = new GetMetricDataCommand({
    MetricDataQueries: asked.map(({ arn, balancer, metric }, index) => queryOf(`m${index}`, metric, arn, balancer)),
    StartTime: new Date(from),
    EndTime: new Date(to),
    ScanBy: 'TimestampAscending',
  });
  const { MetricDataResults = [] } = await askAws('GetMetricData of the load balancer', () =>
    client.send(command, { abortSignal: signal }),
  );
  return asked.map(({ arn, metric }, index) => {
    const { Timestamps = [], Values = [] } = MetricDataResults.find(({ Id }) => Id === `m${index}`) ?? {};
    return { arn, metric, points: Timestamps.map((at, each) => ({ at: at.getTime(), value: Values[each] ?? 0 })) };
  });
}

const queryOf = (Id: string, MetricName: Metric, group: string, balancer: string): MetricDataQuery => ({
  Id,
  MetricStat: {
    Metric: {
      Namespace: 'AWS/ApplicationELB',
      MetricName,
      Dimensions: [
        { Name: 'TargetGroup', Value: group.replace(/^.*:(?=targetgroup\/)/, '') },
        { Name: 'LoadBalancer', Value: balancer.replace(/^.*:loadbalancer\//, '') },
      ],
    },
    Period: periodSeconds,
    Stat: 'Sum',
  },
});
