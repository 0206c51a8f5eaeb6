// Target groups and the health of their targets as DescribeTarget… answer them (facts §6).

import type { TargetHealth } from '../../world.js';
import type { SimulatedEcs } from '../ecs/simulated-ecs.js';
import type { TargetGroup } from './load-balancing.js';

export function describeTargetGroup({ settings, loadBalancer, port }: TargetGroup): object {
  const { healthCheck } = settings;
  const inUse = loadBalancer.rules.some(({ forwardTo }) =>
    forwardTo.some(({ targetGroupArn }) => targetGroupArn === settings.arn),
  );
  return {
    TargetGroupArn: settings.arn,
    TargetGroupName: settings.name,
    Protocol: 'HTTP',
    Port: port,
    VpcId: 'vpc-0a1b2c3d4e5f60718',
    HealthCheckProtocol: 'HTTP',
    HealthCheckPort: 'traffic-port',
    HealthCheckEnabled: true,
    HealthCheckIntervalSeconds: healthCheck.intervalSeconds,
    HealthCheckTimeoutSeconds: healthCheck.timeoutSeconds,
    HealthyThresholdCount: healthCheck.healthyThreshold,
    UnhealthyThresholdCount: healthCheck.unhealthyThreshold,
    HealthCheckPath: healthCheck.path,
    Matcher: { HttpCode: healthCheck.matcher },
    LoadBalancerArns: inUse ? [loadBalancer.arn] : [],
    TargetType: 'ip',
    ProtocolVersion: 'HTTP1',
    IpAddressType: 'ipv4',
  };
}

export function attributesOf({ settings }: TargetGroup): readonly { Key: string; Value: string }[] {
  const values = {
    'deregistration_delay.timeout_seconds': String(settings.deregistrationDelaySeconds),
    'slow_start.duration_seconds': '0',
    'stickiness.enabled': String(settings.stickiness),
    'stickiness.type': 'lb_cookie',
    'stickiness.lb_cookie.duration_seconds': '86400',
    'load_balancing.algorithm.type': 'round_robin',
  };
  return Object.entries(values).map(([Key, Value]) => ({ Key, Value }));
}

export interface HealthByAddress {
  readonly address: string;
  readonly health: Omit<TargetHealth, 'target'>;
}

/** The router knows targets by task; AWS names them by the address of the task's network interface. */
export function targetGroupHealth(
  { settings, loadBalancer }: TargetGroup,
  ecs: SimulatedEcs,
): readonly HealthByAddress[] {
  const services = [...ecs.clusters.values()].flatMap((cluster) => [...cluster.services.values()]);
  return loadBalancer.router.health(settings.arn).map(({ target, ...health }) => {
    const task = services.map(({ tasks }) => tasks.get(target.id)).find((found) => found !== undefined);
    return { address: task?.privateIp ?? target.id, health };
  });
}

export function describeTargetHealth(
  { port }: TargetGroup,
  targets: readonly HealthByAddress[],
  asked?: readonly { Id: string; Port?: number | undefined }[],
): readonly object[] {
  const notRegistered = {
    state: 'unused',
    reason: 'Target.NotRegistered',
    description: 'Target is not registered to the target group',
  } as const;
  const named =
    asked?.map(({ Id }) => targets.find(({ address }) => address === Id) ?? { address: Id, health: notRegistered }) ??
    targets;
  return named.map(({ address, health: { state, reason, description } }) => ({
    Target: { Id: address, Port: port, AvailabilityZone: 'us-east-1a' },
    HealthCheckPort: String(port),
    TargetHealth: { State: state, Reason: reason, Description: description },
  }));
}
