// Runbook › Monitor Metrics: the watch of what is measured, and of the alerts that this run is told of meanwhile.
import { condition } from '@temporalio/workflow';
import { firingSince, onlyAlertsStand, withHeardAlerts } from '../src/heard-alerts.js';
import { trafficBaselineOf } from '../src/traffic-baseline.js';
import type { Verification } from '../src/verification.js';
import type { Claim } from './claim.js';
import { type Course, entryOf, note } from './course.js';
import { unlessInterrupted } from './interruptible.js';
import { watchRecovery } from './proxies.js';
import { isUndo } from './undo.js';

export const isCutShort = ({ abort, undoAsked }: Course): boolean => abort !== undefined || undoAsked !== undefined;

/** As they were seen before the first change. */
export const before = ({ stoodOn }: Course) => (stoodOn === undefined ? {} : { before: stoodOn });

/**
 * The watch is the only part that an abort cuts short; what was changed stays followed until it is settled. What is undone
 * returns to what was there, good or bad: whether production recovers is not its question.
 */
export async function watchUntilAborted(course: Course, claim: Claim): Promise<Verification> {
  if (isUndo(course)) return { verdict: 'not verified', checks: [] };
  for (;;) {
    const watched = await watchOnce(course, claim);
    if (watched === 'interrupted') return { verdict: 'not verified', checks: [] };
    const seen = withHeardAlerts(watched, course.heardAlerts, claim.restoredAt);
    const left = Date.parse(claim.restoredAt) + entryOf(course).timings.watchAtMost - Date.now();
    if (!onlyAlertsStand(watched, seen) || left <= 0) return seen;
    await alertsOver(course, claim, left);
  }
}

const watchOnce = (course: Course, { restoredAt }: Claim): Promise<Verification | 'interrupted'> =>
  unlessInterrupted(
    () => isCutShort(course),
    () => watchRecovery({ entry: entryOf(course), restoredAt, ...before(course), ...alertsAndTraffic(course) }),
  );

function alertsAndTraffic(course: Course) {
  const { situation, plan, request, heardAlerts, times } = course;
  const heardByWebhook = heardAlerts.length > 0;
  if (situation === undefined || plan === undefined) return { heardByWebhook };
  const facts = { situation, request, entry: entryOf(course), from: plan.from };
  return { heardByWebhook, trafficBefore: trafficBaselineOf(facts, times.acceptedAt) };
}

/** Everything that is measured is well, and an alert that began since restored fires: it may end within the longest watch. */
async function alertsOver(course: Course, { restoredAt }: Claim, left: number): Promise<void> {
  const firing = () => firingSince(course.heardAlerts, restoredAt);
  note(
    course,
    `measured well, but new alerts fire: ${firing()
      .map(({ name }) => name)
      .slice(0, 5)
      .join(', ')}`,
  );
  await condition(() => isCutShort(course) || firing().length === 0, left, { summary: 'until new alerts are over' });
}
