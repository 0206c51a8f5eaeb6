// Post-rollback verification of a canary: what still gives it traffic, and what still runs.
import { canaryNow, hasNoTasks, hasNoTraffic, type SeenCanary } from './canary.js';
import { stickinessOf, weightOf } from './canary-forwards.js';
import type { Check } from './verification.js';

export function canaryChecks(seen: SeenCanary): Check[] {
  const { forwards, targetGroupArn, desired, running, targets } = seen;
  const weights = forwards.map((each) => {
    const sticky = stickinessOf(each) === undefined ? '' : ' with stickiness';
    return `${weightOf(each, targetGroupArn)} in ${each.name}${sticky}`;
  });
  const tasks = `desired ${desired}, ${running} running, ${targets} targets left`;
  return [
    {
      name: 'Canary weights',
      verdict: hasNoTraffic(seen) ? 'passed' : 'failed',
      evidence: weights.join(', ') || 'no rule forwards to the canary',
    },
    { name: 'Canary tasks', verdict: hasNoTasks(canaryNow(seen)) ? 'passed' : 'failed', evidence: tasks },
  ];
}
