// The action of a rule or of a listener's default, as ModifyRule and ModifyListener set it: replaced as a whole (facts §6).
import { z } from 'zod';

import { AwsRefusal } from '../refusal.js';
import type { LoadBalancing, Rule } from './load-balancing.js';

const weight = z.coerce.number().int().min(0).max(999).default(1);
const yes = z.enum(['true', 'false']).transform((text) => text === 'true');

export const actionShape = z.object({
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

/** @throws TargetGroupNotFound, InvalidLoadBalancerAction, TooManyActions, ValidationError; the rule is as it was then */
export function setForward(
  rule: Rule,
  actions: readonly z.output<typeof actionShape>[],
  loadBalancing: LoadBalancing,
): void {
  const { forwardTo, stickinessSeconds } = forwardOf(actions, loadBalancing);
  rule.forwardTo = forwardTo;
  if (stickinessSeconds === undefined) delete rule.stickinessSeconds;
  else rule.stickinessSeconds = stickinessSeconds;
}

function forwardOf(
  actions: readonly z.output<typeof actionShape>[],
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
