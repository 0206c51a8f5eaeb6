// Runbook › Post-Rollback Verification: a method's word is a claim; only what is measured since restored decides.
import { CancellationScope } from '@temporalio/workflow';
import type { Followed } from '../activities/activities.js';
import { verdictOf } from '../src/runbook/post-rollback-verification.js';
import type { Check, Verification } from '../src/verification.js';
import type { Claim } from './claim.js';
import { tell } from './communication.js';
import { type Course, entryOf, note, planOf } from './course.js';
import { Ended, NeedsOperator } from './endings.js';
import { tellRestored } from './escalation-link.js';
import { followUntilStable, followUntilTakenOver } from './following.js';
import { holdReleaseWeLeft, liftHold } from './holds.js';
import { unlessInterrupted } from './interruptible.js';
import { nextOf } from './next-of.js';
import { checkTargetServes } from './proxies.js';
import { concluded, targetName } from './recovery-verdict.js';
import { before, isCutShort, watchUntilAborted } from './recovery-watch.js';
import { stopIfUndone } from './settled.js';
import { enter, refresh } from './show.js';
import { judgeTakeOver } from './taken-over.js';
import { watchWhatGoesOn } from './what-goes-on.js';

export async function verifyProductionHasRecovered(course: Course, claim: Claim): Promise<Ended> {
  enter(course, 'verifying', `Watching whether production recovers on ${targetName(course)}`);
  tell(course, 'changed');
  const told = Promise.all([tellRestored(course, claim.restoredAt), holdReleaseWeLeft(course), liftHold(course)]);
  const seen = await watchWhatServes(course, claim);
  await told;
  stopIfUndone(course);
  if ('end' in seen) return verifyProductionHasRecovered(course, await claimAfter(course, claim, seen));
  const checks = await checkServing(course, claim);
  stopIfUndone(course);
  course.verification =
    checks === 'interrupted' ? { verdict: 'not verified', checks: course.verification.checks } : combined(checks, seen);
  refresh(course);
  return concluded(course);
}

/** The watch to its end on a stable target, or at once what ended the target's reign. */
async function watchWhatServes(course: Course, claim: Claim): Promise<Verification | Followed> {
  const scope = new CancellationScope();
  const stable = scope.run(() => stableAndFirstChecks(course, claim));
  const watched = scope.run(async () => {
    const verification = await watchUntilAborted(course, claim);
    await watchWhatGoesOn(course, claim);
    return verification;
  });
  const reign = scope.run(async () => {
    const followed = await stable;
    return followed.end === 'stable' ? followUntilTakenOver(course, claim) : followed;
  });
  const watchedStable = async (): Promise<Verification | Followed> => {
    const [seen, { end }] = await Promise.all([watched, stable]);
    return end === 'stable' ? seen : reign;
  };
  try {
    return await Promise.race<Verification | Followed>([reign, watchedStable()]);
  } finally {
    scope.cancel();
    await Promise.allSettled([stable, watched, reign]);
  }
}

/** The checks at stable are shown at once; those after the watch decide. */
async function stableAndFirstChecks(course: Course, claim: Claim): Promise<Followed> {
  const followed = await followUntilStable(course, claim);
  if (followed.end !== 'stable') return followed;
  const checks = await checkServing(course, claim);
  if (checks === 'interrupted') return followed;
  course.verification = { verdict: 'not yet', checks };
  note(
    course,
    `checked at stable: ${course.verification.checks.map((check) => `${check.name} ${check.verdict}`).join(', ')}`,
  );
  refresh(course);
  return followed;
}

/** One that could be looked at before: what cannot be read now is not well. */
const besideCanary = ({ situation, plan }: Course) =>
  situation?.canary?.state !== 'known' || plan === undefined ? {} : { left: plan.from };

const isWriting = ({ name }: Check): boolean => name.endsWith('(writes)');

/** Smoke requests that write are not sent again once they passed (decision 24). */
export async function checkServing(course: Course, claim: Claim): Promise<readonly Check[] | 'interrupted'> {
  const { target } = planOf(course);
  if (target.kind === 'none') return [];
  const wrote = course.verification.checks.filter(isWriting);
  const sentWell = wrote.length > 0 && wrote.every(({ verdict }) => verdict === 'passed');
  const checks = await unlessInterrupted(
    () => isCutShort(course),
    () =>
      checkTargetServes({
        entry: entryOf(course),
        run: course.run,
        target: target.target,
        taskDefinition: claim.taskDefinition,
        ...before(course),
        ...besideCanary(course),
        writing: sentWell ? 'leave out' : 'send',
      }),
  );
  if (checks === 'interrupted') return checks;
  return sentWell ? [...checks.filter((check) => !isWriting(check)), ...wrote] : checks;
}

export const combined = (checks: readonly Check[], watched: Verification): Verification => {
  // What the service stands on is in both; the later answer counts.
  const names = new Set(checks.map(({ name }) => name));
  const all = [...checks, ...watched.checks.filter(({ name }) => !names.has(name))];
  if (all.some((check) => check.verdict === 'failed')) return { verdict: 'not recovered', checks: all };
  if (all.some((check) => check.verdict === 'could not measure' && check.aside !== true))
    return { verdict: 'could not measure', checks: all };
  if (all.some((check) => check.verdict === 'not yet')) return { verdict: 'not yet', checks: all };
  return { verdict: watched.verdict === 'not verified' ? watched.verdict : verdictOf(all), checks: all };
};

/** Not stable any more, or never: the claim goes on with a deployment to the same target; all else is thrown. */
async function claimAfter(course: Course, claim: Claim, followed: Followed): Promise<Claim> {
  if (followed.end === 'taken over') {
    course.claim = await judgeTakeOver(course, followed, claim);
    return course.claim;
  }
  if (course.abort !== undefined) {
    const next = nextOf(course, 'ABORTED', { inWords: `ECS goes on with deployment ${claim.deploymentId} by itself` });
    throw new Ended('ABORTED', `Aborted by ${course.abort.by}: ${followed.why}`, next);
  }
  const off = course.settingsChanged.flatMap(({ setting, putBackAt }) => (putBackAt === undefined ? [setting] : []));
  const stays = off.length === 0 ? '' : `. Off until it is settled: ${off.join(', ')}`;
  throw new NeedsOperator(`Restored, but not stable: ${followed.why}${stays}`, 'deployment');
}
