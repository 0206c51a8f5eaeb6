import { type CanaryShown, canaryInWords } from '../canary.js';
import { shortName } from '../runbook/wording.js';
import type { Status } from '../status.js';
import { servingNow } from './lines.js';

/**
 * What production looks like when no further step is taken, in every state of a run: what stays and what is followed. A
 * deployment that was begun is followed to its end, for ECS goes on with it anyway (decision 2).
 */
export function whenStopped(status: Status): string {
  const { changed, changeUnclear = false } = status;
  if (status.canary !== undefined) return canaryWhenStopped(status, status.canary);
  if (isFollowed(status)) return whatIsFollowed(status);
  if (!changed) return 'nothing has been changed, nothing will be';
  if (changeUnclear)
    return 'whether a change was made is not known; ECS goes on with what was begun, no further step is taken';
  if (status.times.stableAt !== undefined) return `stays: ${servingNow(status)}`;
  return `what was changed stays, now ${servingNow(status)}; ECS goes on with what was begun, no further step is taken`;
}

/** Nothing of it goes on by itself: what was changed stays, and what scales the canary is put back. */
function canaryWhenStopped({ changed, changeUnclear = false, phase }: Status, canary: CanaryShown): string {
  if (changeUnclear) return 'a change of the canary may be on its way: it is read back, no further step is taken';
  if (!changed && phase !== 'acting') return 'nothing has been changed, nothing will be';
  return `the canary stays as it is then, now with ${canaryInWords(canary)}; the service is not touched`;
}

/** Between two methods, and while people are waited for, nothing is. */
const isFollowed = ({ phase, waiting, times }: Status): boolean =>
  (phase === 'acting' && waiting?.what !== 'resume') || (phase === 'verifying' && times.stableAt === undefined);

function whatIsFollowed(status: Status): string {
  const { changed, changeUnclear = false, to } = status;
  const end = to === undefined ? 'its end' : `its end at ${shortName(to)}`;
  const sure = changed && !changeUnclear;
  const begun = sure ? `now ${servingNow(status)}; the deployment` : 'a change may be on its way: then its deployment';
  return `${begun} is followed to ${end}, no further step is taken`;
}
