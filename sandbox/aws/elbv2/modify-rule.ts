// ModifyRule replaces whole lists and leaves what is not named as it was (facts §6).
import { z } from 'zod';

import { AwsRefusal } from '../refusal.js';
import { describeRule } from './describe-load-balancer.js';
import { type LoadBalancing, publishRules } from './load-balancing.js';
import { actionShape, setForward } from './set-forward.js';

const condition = z.object({
  Field: z.string(),
  Values: z.array(z.string()).optional(),
  PathPatternConfig: z.object({ Values: z.array(z.string()) }).optional(),
});

export const modifyRuleShape = z.object({
  RuleArn: z.string(),
  Conditions: z.array(condition).optional(),
  Actions: z.array(actionShape).optional(),
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
  if (input.Actions) setForward(rule, input.Actions, loadBalancing);
  if (input.Conditions) rule.pathPatterns = input.Conditions.flatMap(patternsOf);
  publishRules(loadBalancer);
  return { Rules: [describeRule(rule)] };
}

function patternsOf({ Field, Values, PathPatternConfig }: z.output<typeof condition>): readonly string[] {
  if (Field !== 'path-pattern') throw new AwsRefusal('ValidationError', `Condition field '${Field}' is not simulated`);
  return PathPatternConfig?.Values ?? Values ?? [];
}
