// Post-rollback verification of a canary: what still gives it traffic, and what still runs.
import { canaryNow, hasNoTasks, hasNoTraffic, type SeenCanary } from './canary.js';
import { stickinessOf, weightOf } from './canary-forwards.js';
import { type FormerCanary, notYetGiven, tasksMissing } from './canary-undo.js';
import { sameCommit, sameVersion } from './release-match.js';
import type { ReleaseName } from './rollback.js';
import { fullName, percent } from './runbook/wording.js';
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

/** By the commit where both say it, else by the version: a canary has task definitions of its own. */
const isBuildOf = ({ version, commit }: ReleaseName, left: ReleaseName): boolean =>
  commit !== undefined && left.commit !== undefined
    ? sameCommit(commit, left.commit)
    : version !== undefined && left.version !== undefined && sameVersion(version, left.version);

export const weightsCheck = 'Rule weights';

/** Beside a service that went back: requests that still meet the release it left fail it, all else is said. */
export function weightsBeside(seen: SeenCanary, left: ReleaseName): Check {
  const { share } = canaryNow(seen);
  const { release } = seen;
  const name = weightsCheck;
  if (share === 0) return { name, verdict: 'passed', evidence: `canary: ${weightsInWords(seen)}` };
  const isLeft = isBuildOf(release, left);
  const which = `${fullName(release)}${isLeft ? ', the release that was left' : ''}`;
  const evidence = `${percent(share)} goes to the canary, which runs ${which} (weights ${weightsInWords(seen)})`;
  return { name, verdict: isLeft ? 'failed' : 'passed', evidence };
}

const tasksInWords = ({ desired, running }: SeenCanary): string => `desired ${desired}, ${running} running`;

function weightsInWords({ forwards, targetGroupArn }: SeenCanary): string {
  const weights = forwards.map((each) => {
    const sticky = stickinessOf(each) === undefined ? '' : ' with stickiness';
    return `${weightOf(each, targetGroupArn)} in ${each.name}${sticky}`;
  });
  return weights.join(', ') || 'no rule forwards to the canary';
}
