// ModifyListener: of all that it may change, the default actions (facts §6).
import { z } from 'zod';

import { AwsRefusal } from '../refusal.js';
import { describeListener } from './describe-load-balancer.js';
import { type LoadBalancing, publishRules } from './load-balancing.js';
import { actionShape, setForward } from './set-forward.js';

export const modifyListenerShape = z.object({
  ListenerArn: z.string(),
  DefaultActions: z.array(actionShape).optional(),
});

/** @throws ListenerNotFound, TargetGroupNotFound, InvalidLoadBalancerAction, TooManyActions */
export function modifyListener(loadBalancing: LoadBalancing, input: z.output<typeof modifyListenerShape>): object {
  const all = [...loadBalancing.loadBalancers.values()];
  const loadBalancer = all.find(({ listenerArn }) => listenerArn === input.ListenerArn);
  const byDefault = loadBalancer?.rules.find(({ priority }) => priority === 'default');
  if (!loadBalancer || !byDefault) throw new AwsRefusal('ListenerNotFound', 'One or more listeners not found');
  if (input.DefaultActions) {
    setForward(byDefault, input.DefaultActions, loadBalancing);
    publishRules(loadBalancer);
  }
  return { Listeners: [describeListener(loadBalancer)] };
}
