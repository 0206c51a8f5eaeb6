// GetMetricData over the load balancer's real requests, AWS/ApplicationELB RequestCount and HTTPCode_Target_5XX_Count, and over AWS/Usage.
import { z } from 'zod';

import type { SimulatedTime } from '../../world.js';
import { durations } from '../durations.js';
import type { Vcpus } from '../ecs/vcpus.js';
import type { LoadBalancing, TargetGroup } from '../elbv2/load-balancing.js';
import { epochSeconds } from '../identifiers.js';
import { AwsRefusal } from '../refusal.js';
import { publishedPeriods } from './datapoints.js';
import { awsSecondsAt, type Count, type RequestCounts } from './request-counts.js';
import { usagePoints } from './usage.js';

const metricStat = z.object({
  Metric: z.object({
    Namespace: z.string(),
    MetricName: z.string(),
    Dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
  }),
  Period: z.number().int().min(1),
  Stat: z.string(),
});

export const metricDataShape = z.object({
  MetricDataQueries: z
    .array(
      z.object({
        Id: z.string().regex(/^[a-z][A-Za-z0-9_]*$/),
        MetricStat: metricStat.optional(),
        Label: z.string().optional(),
        ReturnData: z.boolean().default(true),
      }),
    )
    .min(1)
    .max(500),
  StartTime: z.number(),
  EndTime: z.number(),
  ScanBy: z.enum(['TimestampDescending', 'TimestampAscending']).default('TimestampDescending'),
});

export interface Measured {
  readonly time: SimulatedTime;
  readonly counts: RequestCounts;
  readonly loadBalancing: LoadBalancing;
  readonly vcpus: Vcpus;
}

type MetricStat = z.output<typeof metricStat>;
export type Dimension = MetricStat['Metric']['Dimensions'][number];

const metrics: Readonly<Record<string, (count: Count) => number>> = {
  RequestCount: ({ requests }) => requests,
  HTTPCode_Target_5XX_Count: ({ failing }) => failing,
};

/** @throws ValidationError for what is not simulated */
export function getMetricData(measured: Measured, input: z.output<typeof metricDataShape>): object {
  const { MetricDataQueries, StartTime, EndTime, ScanBy } = input;
  if (StartTime >= EndTime) throw invalid('The parameter StartTime must be less than the parameter EndTime.');
  const results = MetricDataQueries.filter(({ ReturnData }) => ReturnData).map(({ Id, MetricStat: stat, Label }) => {
    if (stat === undefined) throw invalid('This simulated CloudWatch knows no expressions.');
    const points = pointsOf(measured, stat, { from: StartTime * 1000, to: EndTime * 1000 });
    const ordered = ScanBy === 'TimestampAscending' ? points : points.toReversed();
    return {
      Id,
      Label: Label ?? stat.Metric.MetricName,
      Timestamps: ordered.map(({ at }) => epochSeconds(at)),
      Values: ordered.map(({ value }) => value),
      StatusCode: 'Complete',
    };
  });
  return { MetricDataResults: results, Messages: [] };
}

interface Range {
  readonly from: number;
  readonly to: number;
}

function pointsOf(measured: Measured, stat: MetricStat, range: Range) {
  const { Namespace, MetricName, Dimensions } = stat.Metric;
  const isUsage = Namespace === 'AWS/Usage';
  if (stat.Stat !== (isUsage ? 'Maximum' : 'Sum')) {
    throw invalid('This simulated CloudWatch has the sums of metrics only, and the maximum of usage.');
  }
  if (!isUsage) return datapoints(measured, stat, range);
  return usagePoints(measured, { MetricName, Dimensions, periodSeconds: stat.Period, ...range });
}

/** Times in milliseconds since the epoch; a period of 60 s lasts a minute of this production's pace. */
function datapoints(
  { time, counts, loadBalancing }: Measured,
  { Metric: { Namespace, MetricName, Dimensions }, Period: seconds }: MetricStat,
  range: Range,
): readonly { readonly at: number; readonly value: number }[] {
  const valueOf = Namespace === 'AWS/ApplicationELB' ? metrics[MetricName] : undefined;
  if (valueOf === undefined) return [];
  const groups = [...loadBalancing.targetGroups.values()].filter((group) => hasDimensions(group, Dimensions));
  const inAwsSeconds = { from: awsSecondsAt(time, range.from), to: awsSecondsAt(time, range.to) };
  const published = { now: awsSecondsAt(time, time.now()), publishedAfter: durations.metricPublished };
  // Reported while targets are registered, else only where something was counted.
  const isReported = groups.some(({ settings, loadBalancer }) => loadBalancer.router.health(settings.arn).length > 0);
  return publishedPeriods(seconds, inAwsSeconds, published)
    .map(({ from, to }) => ({
      at: from * time.lasts(1),
      value: groups.reduce((sum, { settings }) => sum + valueOf(counts.between(settings.name, from, to)), 0),
    }))
    .filter(({ value }) => value > 0 || (isReported && MetricName === 'RequestCount'));
}

function hasDimensions({ settings, loadBalancer }: TargetGroup, dimensions: readonly Dimension[]): boolean {
  const own: Readonly<Record<string, string>> = {
    TargetGroup: settings.arn.slice(settings.arn.indexOf('targetgroup/')),
    LoadBalancer: loadBalancer.arn.slice(loadBalancer.arn.indexOf('app/')),
  };
  return dimensions.length > 0 && dimensions.every(({ Name, Value }) => own[Name] === Value);
}

const invalid = (text: string): AwsRefusal => new AwsRefusal('ValidationError', text);
