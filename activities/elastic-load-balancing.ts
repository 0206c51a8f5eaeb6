// Target groups of the service: their settings, which predict how long a rollout takes, and the health of their targets.
import {
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
  type TargetGroup,
  type TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { TargetGroupFacts } from '../src/situation.js';
import { askAws } from './aws-errors.js';

export type TargetCounts = Pick<TargetGroupFacts, 'healthy' | 'draining' | 'unhealthy' | 'initial'>;

/** Settings and health of each group, all asked side by side. Durations in seconds. */
export async function readTargetGroups(
  client: ElasticLoadBalancingV2Client,
  arns: readonly string[],
  signal: AbortSignal,
): Promise<TargetGroupFacts[]> {
  if (arns.length === 0) return [];
  const [described, ...perGroup] = await Promise.all([
    askAws('DescribeTargetGroups', () =>
      client.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [...arns] }), { abortSignal: signal }),
    ),
    ...arns.map((arn) =>
      Promise.all([readDeregistrationDelay(client, arn, signal), readTargetCounts(client, arn, signal)]),
    ),
  ]);
  const groupOf = (arn: string) => described.TargetGroups?.find(({ TargetGroupArn }) => TargetGroupArn === arn);
  return perGroup.map(([delay, counts], index) => {
    const arn = arns[index] ?? '';
    return factsOf(arn, groupOf(arn), delay, counts);
  });
}

// ELBv2's own defaults, where an answer leaves the field out.
const defaults = { interval: 30, healthyThreshold: 5, deregistrationDelay: 300 } as const;

const factsOf = (
  arn: string,
  group: TargetGroup | undefined,
  delay: number,
  counts: TargetCounts,
): TargetGroupFacts => ({
  arn,
  name: group?.TargetGroupName ?? arn.replace(/^.*targetgroup\//, ''),
  ...counts,
  healthCheckIntervalSeconds: group?.HealthCheckIntervalSeconds ?? defaults.interval,
  healthyThreshold: group?.HealthyThresholdCount ?? defaults.healthyThreshold,
  ...ownPortOf(group),
  deregistrationDelaySeconds: delay,
});

/** ELBv2 says `traffic-port` or a number. */
function ownPortOf({
  HealthCheckPort,
  HealthCheckPath: path,
}: TargetGroup = {}): Pick<TargetGroupFacts, 'healthCheckOwnPort'> {
  const port = Number(HealthCheckPort);
  if (!Number.isInteger(port)) return {};
  return { healthCheckOwnPort: { port, ...(path === undefined ? {} : { path }) } };
}

async function readDeregistrationDelay(
  client: ElasticLoadBalancingV2Client,
  arn: string,
  signal: AbortSignal,
): Promise<number> {
  const { Attributes } = await askAws(`DescribeTargetGroupAttributes of ${arn}`, () =>
    client.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn: arn }), { abortSignal: signal }),
  );
  const value = Attributes?.find(({ Key }) => Key === 'deregistration_delay.timeout_seconds')?.Value;
  const seconds = Number(value ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds : defaults.deregistrationDelay;
}

/** How many targets are in which state. */
export async function readTargetCounts(
  client: ElasticLoadBalancingV2Client,
  arn: string,
  signal: AbortSignal,
): Promise<TargetCounts> {
  const { TargetHealthDescriptions } = await askAws(`DescribeTargetHealth of ${arn}`, () =>
    client.send(new DescribeTargetHealthCommand({ TargetGroupArn: arn }), { abortSignal: signal }),
  );
  return countTargets(TargetHealthDescriptions ?? []);
}

function countTargets(targets: readonly TargetHealthDescription[]): TargetCounts {
  const inState = (...states: string[]) =>
    targets.filter(({ TargetHealth }) => states.includes(TargetHealth?.State ?? '')).length;
  return {
    healthy: inState('healthy'),
    draining: inState('draining', 'unhealthy.draining'),
    unhealthy: inState('unhealthy', 'unavailable'),
    initial: inState('initial'),
  };
}
