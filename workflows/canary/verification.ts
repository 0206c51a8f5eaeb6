// Post-rollback verification where only the canary was rolled back: it stays out while production is watched without it.
import { CancellationScope } from '@temporalio/workflow';
import type { CanaryFollowed } from '../../activities/canary-activities.js';
import { canaryChecks } from '../../src/canary-checks.js';
import type { Check, Verification } from '../../src/verification.js';
import type { Claim } from '../claim.js';
import { type Course, entryOf, later } from '../course.js';
import { type Ended, NeedsOperator } from '../endings.js';
import { holdReleaseWeLeft } from '../holds.js';
import { checkServing, combined } from '../post-rollback-verification.js';
import { keepWatchingCanary } from '../proxies.js';
import { concluded, targetName } from '../recovery-verdict.js';
import { watchUntilAborted } from '../recovery-watch.js';
import { targetOf } from '../report-of.js';
import { stopIfUndone } from '../settled.js';
import { enter, refresh } from '../show.js';
import { forgetRestored } from '../taken-over.js';
import { clarifyCanary } from './clarify.js';

const aDay = 24 * 3_600_000;

export async function verifyWithoutCanary(course: Course, claim: Claim): Promise<Ended> {
  enter(course, 'verifying', `Watching whether production recovers on ${targetName(course)} without the canary`);
  const held = holdReleaseWeLeft(course);
  const seen = await watchOrRaised(course, claim);
  await held;
  stopIfUndone(course);
  if ('end' in seen) throw await raisedAgain(course, seen);
  const [serving, canary] = await Promise.all([checkServing(course, claim), checkCanary(course)]);
  stopIfUndone(course);
  course.verification =
    serving === 'interrupted' ? { verdict: 'not verified', checks: canary } : combined([...canary, ...serving], seen);
  refresh(course);
  return concluded(course);
}

/** The watch to its end, or at once what somebody gave the canary again. */
async function watchOrRaised(course: Course, claim: Claim): Promise<Verification | CanaryFollowed> {
  const stable = targetOf(course) ?? { taskDefinition: claim.taskDefinition };
  const watching = { entry: entryOf(course), stable, shiftedAt: claim.restoredAt, deadline: later(aDay) };
  const scope = new CancellationScope();
  const raised = scope.run<CanaryFollowed>(() => keepWatchingCanary({ ...watching, until: 'raised again' }));
  const watched = scope.run<Verification>(() => watchUntilAborted(course, claim));
  try {
    return await Promise.race<Verification | CanaryFollowed>([raised, watched]);
  } finally {
    scope.cancel();
    await Promise.allSettled([raised, watched]);
  }
}

async function raisedAgain(course: Course, { why }: CanaryFollowed): Promise<NeedsOperator> {
  await clarifyCanary(course);
  await forgetRestored(course);
  return new NeedsOperator(`The canary is back: ${why}. Stop whoever raises it, then decide retry`);
}

async function checkCanary(course: Course): Promise<Check[]> {
  const seen = await clarifyCanary(course);
  const { requests } = course.canary ?? {};
  const could: Check = {
    name: 'Canary weights',
    verdict: 'could not measure',
    evidence: 'the canary could not be read',
  };
  return [...(seen === undefined ? [could] : canaryChecks(seen)), ...(requests === undefined ? [] : [requests])];
}
