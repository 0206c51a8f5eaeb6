// Load balancers, listeners and rules as their Describe operations answer them (facts §6).
import { forwardActionOf } from './forward-action.js';
import type { LoadBalancer, Rule } from './load-balancing.js';

const zones = ['us-east-1a', 'us-east-1b'];

/** DNSName and the listener's port are where it really listens: the one thing that differs from AWS on purpose. */
export function describeLoadBalancer({ arn, name, host, createdAt }: LoadBalancer): object {
  return {
    LoadBalancerArn: arn,
    DNSName: host,
    CanonicalHostedZoneId: 'Z35SXDOTRQ7X7K',
    CreatedTime: new Date(createdAt).toISOString(),
    LoadBalancerName: name,
    Scheme: 'internet-facing',
    VpcId: 'vpc-0a1b2c3d4e5f60718',
    State: { Code: 'active' },
    Type: 'application',
    AvailabilityZones: zones.map((ZoneName) => ({
      ZoneName,
      SubnetId: `subnet-${ZoneName}`,
      LoadBalancerAddresses: [],
    })),
    SecurityGroups: ['sg-0a1b2c3d4e5f60718'],
    IpAddressType: 'ipv4',
  };
}

export function describeListener({ arn, listenerArn, port, rules }: LoadBalancer): object {
  const byDefault = rules.find(({ priority }) => priority === 'default');
  return {
    ListenerArn: listenerArn,
    LoadBalancerArn: arn,
    Port: port,
    Protocol: 'HTTP',
    DefaultActions: byDefault ? [forwardActionOf(byDefault)] : [],
  };
}

export function describeRule(rule: Rule): object {
  const { arn, priority, pathPatterns: Values } = rule;
  return {
    RuleArn: arn,
    Priority: priority,
    Conditions: Values.length > 0 ? [{ Field: 'path-pattern', Values, PathPatternConfig: { Values } }] : [],
    Actions: [forwardActionOf(rule)],
    IsDefault: priority === 'default',
  };
}
