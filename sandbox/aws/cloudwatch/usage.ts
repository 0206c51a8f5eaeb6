// AWS/Usage ResourceCount of Fargate's vCPUs. What was in use before is not kept: the newest minute has the number of now.
import type { SimulatedTime } from '../../world.js';
import { durations } from '../durations.js';
import type { Vcpus } from '../ecs/vcpus.js';
import { publishedPeriods } from './datapoints.js';
import type { Dimension } from './metric-data.js';
import { awsSecondsAt } from './request-counts.js';

interface UsageQuery {
  readonly MetricName: string;
  readonly Dimensions: readonly Dimension[];
  readonly periodSeconds: number;
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
}

const classes: Readonly<Record<string, (vcpus: Vcpus) => number>> = {
  'Standard/OnDemand': (vcpus) => vcpus.inUse(),
};

export function usagePoints(
  { time, vcpus }: { readonly time: SimulatedTime; readonly vcpus: Vcpus },
  { MetricName, Dimensions, periodSeconds, from, to }: UsageQuery,
): readonly { readonly at: number; readonly value: number }[] {
  const asked = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]));
  const isVcpus = asked.Service === 'Fargate' && asked.Type === 'Resource' && asked.Resource === 'vCPU';
  const value = MetricName === 'ResourceCount' && isVcpus ? classes[asked.Class ?? ''] : undefined;
  if (value === undefined) return [];
  const published = { now: awsSecondsAt(time, time.now()), publishedAfter: durations.metricPublished };
  const range = { from: awsSecondsAt(time, from), to: awsSecondsAt(time, to) };
  return publishedPeriods(periodSeconds, range, published)
    .slice(-1)
    .map((period) => ({ at: period.from * time.lasts(1), value: value(vcpus) }));
}
