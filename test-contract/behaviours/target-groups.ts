import {
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Behaviour } from '../behaviour.js';
import { matches, refusalOf, shown, typesOf } from '../observing.js';
import { needed } from '../production.js';

/** The ARN of a group that does not exist, in the same account. */
const unknown = (arn: string): string => arn.replace(/targetgroup\/.*$/, 'targetgroup/no-such-group/0123456789abcdef');

const notRegistered = { Id: '10.255.255.254', Port: 8080 };

export const targetGroups: readonly Behaviour[] = [
  {
    name: 'DescribeTargetGroups shows the health check that Runback predicts with',
    observe: async ({ elb, targetGroup }) => {
      const { TargetGroups } = await elb.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [targetGroup] }));
      return typesOf(TargetGroups?.[0], [
        'TargetGroupArn',
        'TargetGroupName',
        'HealthCheckIntervalSeconds',
        'HealthyThresholdCount',
        'LoadBalancerArns',
      ]);
    },
    expected: {
      TargetGroupArn: 'text',
      TargetGroupName: 'text',
      HealthCheckIntervalSeconds: 'number',
      HealthyThresholdCount: 'number',
      LoadBalancerArns: 'list',
    },
  },
  {
    name: 'The deregistration delay is an attribute, in seconds, as text',
    observe: async ({ elb, targetGroup }) => {
      const { Attributes } = await elb.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn: targetGroup }));
      const delay = Attributes?.find(({ Key }) => Key === 'deregistration_delay.timeout_seconds')?.Value;
      return matches(/^\d+$/, delay);
    },
    expected: true,
  },
  {
    name: 'An unknown target group is refused by DescribeTargetGroups',
    observe: ({ elb, targetGroup }) =>
      refusalOf(elb.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [unknown(targetGroup)] }))),
    expected: { code: 'TargetGroupNotFoundException', status: 400 },
  },
  {
    name: 'An unknown target group is refused by DescribeTargetGroupAttributes',
    observe: ({ elb, targetGroup }) =>
      refusalOf(elb.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn: unknown(targetGroup) }))),
    expected: { code: 'TargetGroupNotFoundException', status: 400 },
  },
  {
    name: 'An unknown target group is refused by DescribeTargetHealth',
    observe: ({ elb, targetGroup }) =>
      refusalOf(elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: unknown(targetGroup) }))),
    expected: { code: 'TargetGroupNotFoundException', status: 400 },
  },
  {
    name: 'Targets of a service at rest are healthy, without a reason',
    observe: async ({ elb, targetGroup }) => {
      const answer = await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: targetGroup }));
      const targets = answer.TargetHealthDescriptions ?? [];
      return {
        some: targets.length > 0,
        states: [...new Set(targets.map(({ TargetHealth }) => TargetHealth?.State ?? 'missing'))],
        reasons: targets.flatMap(({ TargetHealth }) => TargetHealth?.Reason ?? []),
        target: typesOf(targets[0]?.Target, ['Id', 'Port']),
      };
    },
    expected: { some: true, states: ['healthy'], reasons: [], target: { Id: 'text', Port: 'number' } },
  },
  {
    name: 'A target that is not registered is unused, with the reason Target.NotRegistered',
    observe: async ({ elb, targetGroup }) => {
      const command = new DescribeTargetHealthCommand({ TargetGroupArn: targetGroup, Targets: [notRegistered] });
      const { TargetHealthDescriptions: found = [] } = await elb.send(command);
      return found.map(({ Target, TargetHealth }) => [
        shown(Target?.Id),
        shown(TargetHealth?.State),
        shown(TargetHealth?.Reason),
      ]);
    },
    expected: [[notRegistered.Id, 'unused', 'Target.NotRegistered']],
  },
  {
    name: 'The target groups of a load balancer are listed by its ARN',
    observe: async ({ elb, routing }) => {
      const { stable } = needed(routing, 'no rule of its own');
      const { TargetGroups } = await elb.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [stable] }));
      const LoadBalancerArn = TargetGroups?.[0]?.LoadBalancerArns?.[0];
      const listed = await elb.send(new DescribeTargetGroupsCommand({ LoadBalancerArn }));
      return listed.TargetGroups?.some(({ TargetGroupArn }) => TargetGroupArn === stable) ?? 'missing';
    },
    expected: true,
  },
];
