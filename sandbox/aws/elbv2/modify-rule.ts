// ModifyRule replaces whole lists and leaves what is not named as it was (facts §6).
import { z } from 'zod';

import { AwsRefusal } from '../refusal.js';
import { describeRule } from './describe-load-balancer.js';
import { forwardRules, type LoadBalancing, type Rule } from './load-balancing.js';

const weight = z.coerce.number().int().min(0).max(999).default(1);
const yes = z.enum(['true', 'false']).transform((text) => text === 'true');

const action = z.object({
  Type: z.string(),
  TargetGroupArn: z.string().optional(),
  ForwardConfig: z
    .object({
      TargetGroups: z.array(z.object({ TargetGroupArn: z.string(), Weight: weight })).min(1),
      TargetGroupStickinessConfig: z
        .object({ Enabled: yes.optional(), DurationSeconds: z.coerce.number().int().min(1).max(604_800).optional() })
        .optional(),
    })
    .optional(),
});

const condition = z.object({
  Field: z.string(),
  Values: z.array(z.string()).optional(),
  PathPatternConfig: z.object({ Values: z.array(z.string()) }).optional(),
});

export const modifyRuleShape = z.object({
  RuleArn: z.string(),
  Conditions: z.array(condition).optional(),
  Actions: z.array(action).optional(),
});

/** @throws RuleNotFound, TargetGroupNotFound, OperationNotPermitted, InvalidLoadBalancerAction, TooManyActions */
export function modifyRule(loadBalancing: LoadBalancing, input: z.output<typeof modifyRuleShape>): object {
  const all = [...loadBalancing.loadBalancers.values()];
  const loadBalancer = all.find(({ rules }) => rules.some(({ arn }) => arn === input.RuleArn));
  const rule = loadBalancer?.rules.find(({ arn }) => arn === input.RuleArn);
  if (!loadBalancer || !rule) throw new AwsRefusal('RuleNotFound', 'One or more rules not found');
  if (rule.priority === 'default') {
    throw new AwsRefusal('OperationNotPermitted', `Default rule '${input.RuleArn}' cannot be modified`);
  }
  const forward = input.Actions && forwardOf(input.Actions, loadBalancing);
  if (forward) {
    rule.forwardTo = forward.forwardTo;
    if (forward.stickinessSeconds === undefined) delete rule.stickinessSeconds;
    else rule.stickinessSeconds = forward.stickinessSeconds;
  }
  if (input.Conditions) rule.pathPatterns = input.Conditions.flatMap(patternsOf);
  loadBalancer.router.setRules(forwardRules(loadBalancer));
  return { Rules: [describeRule(rule)] };
}

function forwardOf(
  actions: readonly z.output<typeof action>[],
  { targetGroups }: LoadBalancing,
): Pick<Rule, 'forwardTo' | 'stickinessSeconds'> {
  const [only, ...more] = actions;
  if (more.length > 0) throw new AwsRefusal('TooManyActions', 'A rule has one action here');
  const named = only?.TargetGroupArn === undefined ? [] : [{ TargetGroupArn: only.TargetGroupArn, Weight: 1 }];
  const wanted = only?.ForwardConfig?.TargetGroups ?? named;
  if (only?.Type !== 'forward' || wanted.length === 0) {
    throw new AwsRefusal('InvalidLoadBalancerAction', 'This simulated load balancer only forwards to target groups');
  }
  if (wanted.some(({ TargetGroupArn }) => !targetGroups.has(TargetGroupArn))) {
    throw new AwsRefusal('TargetGroupNotFound', 'One or more target groups not found');
  }
  const forwardTo = wanted.map(({ TargetGroupArn, Weight }) => ({ targetGroupArn: TargetGroupArn, weight: Weight }));
  const stickiness = only.ForwardConfig?.TargetGroupStickinessConfig;
  if (!stickiness?.Enabled) return { forwardTo };
  if (stickiness.DurationSeconds === undefined) {
    throw new AwsRefusal('ValidationError', 'Stickiness duration must be specified when stickiness is enabled');
  }
  return { forwardTo, stickinessSeconds: stickiness.DurationSeconds };
}

function patternsOf({ Field, Values, PathPatternConfig }: z.output<typeof condition>): readonly string[] {
  if (Field !== 'path-pattern') throw new AwsRefusal('ValidationError', `Condition field '${Field}' is not simulated`);
  return PathPatternConfig?.Values ?? Values ?? [];
}
