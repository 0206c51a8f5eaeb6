// Runbook › Post-Rollback Verification: a method's word is a claim; only what is measured since restored decides.
import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import type { Followed } from '../activities/activities.js';
import type { Check, Verification } from '../src/verification.js';
import type { Claim } from './claim.js';
import { type Course, entryOf, named, note, now, planOf } from './course.js';
import { causeOf, Ended, NeedsOperator } from './endings.js';
import { tellRestored } from './escalation-link.js';
import { followUntilStable } from './methods/ecs-task.js';
import { checkTargetServes, tagRelease, watchRecovery } from './proxies.js';
import { enter, refresh } from './show.js';

export async function verifyProductionHasRecovered(course: Course, claim: Claim): Promise<Ended> {
  enter(course, 'verifying', `Watching whether production recovers on ${targetName(course)}`);
  const [followed, watched] = await allOrNone(() =>
    Promise.all([
      stableAndFirstChecks(course, claim),
      watchUntilAborted(course, claim),
      tellRestored(course, claim.restoredAt),
      holdReleaseWeLeft(course),
    ]),
  );
  if (followed.end !== 'stable') throw afterTakeOver(course, followed);
  const checks = await checkServing(course, claim);
  course.verification = combined(checks, watched);
  refresh(course);
  return concluded(course);
}

/** The checks at stable are shown at once; those after the watch decide. */
async function stableAndFirstChecks(course: Course, claim: Claim): Promise<Followed> {
  const followed = await followUntilStable(course, claim);
  if (followed.end !== 'stable') return followed;
  course.verification = { verdict: 'not yet', checks: await checkServing(course, claim) };
  note(
    course,
    `checked at stable: ${course.verification.checks.map((check) => `${check.name} ${check.verdict}`).join(', ')}`,
  );
  refresh(course);
  return followed;
}

/** When one of several things under way fails, the others are stopped: a retry begins all of them again. */
async function allOrNone<T>(begin: () => Promise<T>): Promise<T> {
  const scope = new CancellationScope();
  try {
    return await scope.run(begin);
  } catch (error) {
    scope.cancel();
    throw error;
  }
}

const targetName = (course: Course): string => {
  const { target } = planOf(course);
  return target.kind === 'chosen' ? named(target.target.release) : 'the target';
};

/** The hold keeps the release we left from being deployed here again or returned to (design §1). */
async function holdReleaseWeLeft(course: Course): Promise<void> {
  const { from } = planOf(course);
  const value = `${course.times.restoredAt ?? now()} rolled back from, ${course.requestId}`.slice(0, 250);
  await tagRelease({ entry: entryOf(course), taskDefinition: from.taskDefinition, key: 'runback:hold', value })
    .then(() => note(course, `held: ${named(from)} is not deployed here again and not returned to until lifted`))
    .catch((error: unknown) =>
      note(course, `could not tag ${named(from)} with runback:hold: ${causeOf(error).message}`),
    );
}

/** The watch is the only part that an abort cuts short; what was changed stays followed until it is settled. */
async function watchUntilAborted(course: Course, claim: Claim): Promise<Verification> {
  const scope = new CancellationScope();
  const watching = scope.run(() => watchRecovery({ entry: entryOf(course), restoredAt: claim.restoredAt }));
  const ended = watching.then(
    () => true,
    () => true,
  );
  let over = false;
  void ended.then(() => {
    over = true;
  });
  await condition(() => over || course.abort !== undefined);
  if (!over) scope.cancel();
  try {
    return await watching;
  } catch (error) {
    if (isCancellation(error)) return { verdict: 'not verified', checks: [] };
    throw error;
  }
}

async function checkServing(course: Course, claim: Claim): Promise<readonly Check[]> {
  const { target } = planOf(course);
  if (target.kind === 'none') return [];
  return checkTargetServes({
    entry: entryOf(course),
    run: course.run,
    target: target.target,
    taskDefinition: claim.taskDefinition,
    writing: 'send',
  });
}

const combined = (checks: readonly Check[], watched: Verification): Verification => {
  const all = [...checks, ...watched.checks];
  if (all.some((check) => check.verdict === 'failed')) return { verdict: 'not recovered', checks: all };
  if (all.some((check) => check.verdict === 'could not measure')) return { verdict: 'could not measure', checks: all };
  if (all.some((check) => check.verdict === 'not yet')) return { verdict: 'not yet', checks: all };
  return { verdict: watched.verdict === 'recovered' ? 'recovered' : watched.verdict, checks: all };
};

const evidenceOf = (course: Course, verdict: Check['verdict']): string =>
  course.verification.checks
    .filter((check) => check.verdict === verdict)
    .map((check) => `${check.name}: ${check.evidence}`)
    .join('; ');

function concluded(course: Course): Ended {
  const to = targetName(course);
  const { verdict } = course.verification;
  if (course.abort !== undefined && verdict !== 'recovered') {
    return new Ended('ABORTED', `Aborted by ${course.abort.by} while watching: ${to} serves everything, not verified`, {
      sentence: 'Watch the dashboard; the rollback itself is done',
    });
  }
  if (verdict === 'recovered') {
    course.times = { ...course.times, verifiedAt: now() };
    return new Ended(outcomeFor(course), `${to} serves everything and production recovered`, {
      sentence: 'Find the root cause, fix and re-deploy; the release we left is held',
      command: `runback report ${entryOf(course).service} --env ${course.request.environment}`,
    });
  }
  if (verdict === 'not recovered') {
    throw new NeedsOperator(
      `${to} serves everything, and production is still bad: ${evidenceOf(course, 'failed')}`,
      false,
      'the release we left was not the cause, or not alone',
    );
  }
  throw new NeedsOperator(
    `${to} serves everything, but recovery could not be measured: ${evidenceOf(course, 'could not measure') || evidenceOf(course, 'not yet')}`,
  );
}

/** Another target than the one first asked for is said to be another. */
const outcomeFor = (course: Course) => (course.chosen === undefined ? 'ROLLED_BACK' : 'ROLLED_BACK_TO_OTHER');

function afterTakeOver(course: Course, followed: Followed): Ended | NeedsOperator {
  if (followed.end === 'taken over') {
    return new Ended('SUPERSEDED', followed.why, { sentence: 'Somebody deployed meanwhile; look at who' });
  }
  if (course.abort !== undefined) {
    return new Ended('ABORTED', `Aborted by ${course.abort.by}: ${followed.why}`, {
      sentence: 'ECS goes on by itself',
    });
  }
  return new NeedsOperator(`Restored, but not stable: ${followed.why}`);
}
