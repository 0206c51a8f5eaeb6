// Post-rollback verification of a canary: what still gives it traffic, and what still runs.
import { canaryNow, hasNoTasks, hasNoTraffic, type SeenCanary } from './canary.js';
import { stickinessOf, weightOf } from './canary-forwards.js';
import { type FormerCanary, notYetGiven, tasksMissing } from './canary-undo.js';
import type { Check } from './verification.js';

export function canaryChecks(seen: SeenCanary): Check[] {
  return [
    { name: 'Canary weights', verdict: hasNoTraffic(seen) ? 'passed' : 'failed', evidence: weightsInWords(seen) },
    {
      name: 'Canary tasks',
      verdict: hasNoTasks(canaryNow(seen)) ? 'passed' : 'failed',
      evidence: `${tasksInWords(seen)}, ${seen.targets} targets left`,
    },
  ];
}

/** After an undo: whether it has what it had before its rollback. */
export function canaryBackChecks(seen: SeenCanary, former: FormerCanary): Check[] {
  const isGiven = notYetGiven(seen, former).length === 0;
  return [
    { name: 'Canary weights', verdict: isGiven ? 'passed' : 'failed', evidence: weightsInWords(seen) },
    {
      name: 'Canary tasks',
      verdict: tasksMissing(seen, former) === undefined ? 'passed' : 'failed',
      evidence: tasksInWords(seen),
    },
  ];
}

const tasksInWords = ({ desired, running }: SeenCanary): string => `desired ${desired}, ${running} running`;

function weightsInWords({ forwards, targetGroupArn }: SeenCanary): string {
  const weights = forwards.map((each) => {
    const sticky = stickinessOf(each) === undefined ? '' : ' with stickiness';
    return `${weightOf(each, targetGroupArn)} in ${each.name}${sticky}`;
  });
  return weights.join(', ') || 'no rule forwards to the canary';
}
