import { beforeEach, describe, expect, it } from 'vitest';

import {
  addLoadBalancer,
  createLoadBalancing,
  type LoadBalancing,
  publishRules,
  type Rule,
} from '../../../../sandbox/aws/elbv2/load-balancing.js';
import { modifyRule, modifyRuleShape } from '../../../../sandbox/aws/elbv2/modify-rule.js';
import type { ForwardRule, TrafficRouter } from '../../../../sandbox/world.js';

const healthCheck = {
  path: '/health',
  intervalSeconds: 10,
  timeoutSeconds: 5,
  healthyThreshold: 2,
  unhealthyThreshold: 2,
  matcher: '200',
};
let loadBalancing: LoadBalancing;
let stable: string;
let routed: readonly ForwardRule[];
let rule: Rule;

const router: TrafficRouter = {
  addTargetGroup: () => undefined,
  updateTargetGroup: () => undefined,
  setRules: (rules) => {
    routed = rules;
  },
  register: () => undefined,
  deregister: () => Promise.resolve(),
  health: () => [],
};

beforeEach(() => {
  loadBalancing = createLoadBalancing();
  const wanted = { name: 'lb', host: '127.0.0.1', port: 80, createdAt: 0, containerPort: 8080 };
  const settings = { name: 'stable', healthCheck, deregistrationDelaySeconds: 60, stickiness: false };
  const group = addLoadBalancer(loadBalancing, wanted, settings, router);
  stable = group.settings.arn;
  rule = {
    arn: 'arn:rule',
    priority: '10',
    pathPatterns: ['/*'],
    forwardTo: [{ targetGroupArn: stable, weight: 90 }],
    stickinessSeconds: 60,
  };
  group.loadBalancer.rules.push(rule);
  publishRules(group.loadBalancer);
});

const modify = (input: object) => modifyRule(loadBalancing, modifyRuleShape.parse(input));
const forward = (TargetGroupArn: string, Weight: string) => [
  { Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn, Weight }] } },
];

describe('ModifyRule', () => {
  it('replaces the whole action, stickiness too, and passes it on to the traffic', () => {
    modify({ RuleArn: 'arn:rule', Actions: forward(stable, '100') });

    expect(rule).toEqual({
      arn: 'arn:rule',
      priority: '10',
      pathPatterns: ['/*'],
      forwardTo: [{ targetGroupArn: stable, weight: 100 }],
    });
    expect(routed.find(({ ruleArn }) => ruleArn === 'arn:rule')?.forwardTo).toEqual([
      { targetGroupArn: stable, weight: 100 },
    ]);
  });

  it('leaves what is not named as it was', () => {
    modify({ RuleArn: 'arn:rule', Conditions: [{ Field: 'path-pattern', Values: ['/api/*'] }] });

    expect(rule).toMatchObject({ pathPatterns: ['/api/*'], forwardTo: [{ weight: 90 }], stickinessSeconds: 60 });
  });

  it.each([
    ['an unknown rule', () => ({ RuleArn: 'arn:gone' }), 'RuleNotFound'],
    [
      'an unknown target group',
      () => ({ RuleArn: 'arn:rule', Actions: forward('arn:gone', '1') }),
      'TargetGroupNotFound',
    ],
    [
      'the default rule',
      () => ({ RuleArn: routed[0]?.ruleArn, Actions: forward(stable, '1') }),
      'OperationNotPermitted',
    ],
  ])('refuses %s and changes nothing', (_, input, code) => {
    const before = structuredClone(rule);

    expect(() => modify(input())).toThrow(expect.objectContaining({ code }));
    expect(rule).toEqual(before);
  });
});
