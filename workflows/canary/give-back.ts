// The undo of Method 4: the canary gets its tasks, then its traffic, back. What is read in the end decides (decision 9).
import type { CanaryFollowed, NotShifted } from '../../activities/canary-activities.js';
import type { SeenCanary } from '../../src/canary.js';
import { canaryBackChecks } from '../../src/canary-checks.js';
import { type FormerCanary, givenInWords, notAsBefore } from '../../src/canary-undo.js';
import { afterCanaryUndo, planCommand } from '../../src/next-step.js';
import { canaryRules } from '../../src/runbook/rollback-procedures/canary-rules.js';
import { type Course, entryOf, later, named, note, now, planOf } from '../course.js';
import { Ended, isOutOfTime, NeedsOperator, type Next, PlanAgain } from '../endings.js';
import { liftHoldOn } from '../holds.js';
import { unlessInterrupted } from '../interruptible.js';
import { followCanaryTasks, giveCanaryTraffic, raiseCanaryTasks } from '../proxies.js';
import { beforeNextChange, stopIfAborted } from '../settled.js';
import { enter, refresh } from '../show.js';
import { clarifyCanary } from './clarify.js';
import { putScalingBack } from './scaling.js';
import { canaryScriptGoesOn } from './script.js';
import { beginCanary, canaryCourseOf, noteCanary, noteGivenBack } from './state.js';

export async function giveCanaryBack(course: Course, former: FormerCanary): Promise<Ended> {
  const { canary } = planOf(course);
  if (canary === undefined) throw new NeedsOperator('The canary was not seen, so that nothing can be given back to it');
  beginCanary(course, canary);
  course.method = 'canary';
  await putBackWhatIsOwed(course, canary);
  await startTasks(course, former);
  await giveTraffic(course, former);
  await liftHoldOn(course, former.release);
  return judged(course, former);
}

/** An earlier run may have left what scales it suspended. */
async function putBackWhatIsOwed(course: Course, { scaling, scalingOwed }: SeenCanary): Promise<void> {
  if (!scalingOwed || scaling.state !== 'known' || scaling.value === 'none') return;
  course.canary = { ...canaryCourseOf(course), owed: scaling.value };
  await putScalingBack(course);
}

/** Its tasks first: a share without tasks is answered with 503. */
async function startTasks(course: Course, former: FormerCanary): Promise<void> {
  for (let round = 0; ; round += 1) {
    if (await beforeNextChange(course)) throw new PlanAgain('resumed');
    enter(course, 'acting', `Starting the tasks of the canary ${former.service}`);
    const { run, request, requestId } = course;
    const input = { entry: entryOf(course), former, run, undoes: request.undoes ?? requestId };
    const { desiredBefore, changed } = await change(course, () => raiseCanaryTasks(input));
    if (changed) note(course, `desired count of ${former.service}: ${desiredBefore} → ${former.desired}`);
    const followed = await followTasks(course, former);
    if (followed.end === 'tasks') return;
    if (followed.end !== 'lowered again' || round >= canaryRules.redone)
      throw new NeedsOperator(`The canary has no traffic yet: ${followed.why}. Mend that, then decide retry`);
    note(course, `somebody lowers it again: ${followed.why}`);
  }
}

async function followTasks(course: Course, former: FormerCanary): Promise<CanaryFollowed> {
  enter(course, 'acting', 'Waiting until the canary’s tasks can take traffic');
  const entry = entryOf(course);
  const deadline = later(entry.timings.methods.canary.budget);
  const followed = await unlessInterrupted(
    () => course.abort !== undefined,
    () => followCanaryTasks({ entry, former, deadline }),
  );
  await stopIfAborted(course);
  if (followed === 'interrupted') throw new PlanAgain('interrupted');
  noteCanary(course, followed.canary, followed.at);
  note(course, `its tasks: ${followed.why}`);
  return followed;
}

async function giveTraffic(course: Course, former: FormerCanary): Promise<void> {
  if (await beforeNextChange(course)) throw new PlanAgain('resumed');
  enter(course, 'acting', `Giving the canary ${former.service} its traffic back`);
  const input = { entry: entryOf(course), former };
  const { changed, redone } = await change(course, () => giveCanaryTraffic(input));
  const again = redone === 0 ? '' : `, ${redone} times done again because somebody else changed it`;
  note(course, `its former weight read back in ${changed.join(', ') || 'every rule already'}${again}`);
}

/** One change, whose answer may be lost: what is read then tells whether it was made. */
async function change<T extends object>(course: Course, ask: () => Promise<T | NotShifted>): Promise<T> {
  if (course.change === 'none') course.change = 'asked';
  const isStopped = () => course.abort !== undefined || course.paused !== undefined;
  const answer = await unlessInterrupted(isStopped, ask).catch(async (error: unknown) => {
    await readAgain(course);
    if (isOutOfTime(error)) throw new PlanAgain('AWS did not take the change in the time that the plan is good for');
    throw error;
  });
  await readAgain(course);
  if (answer === 'interrupted') throw new PlanAgain('interrupted before the change was answered');
  if ('not' in answer) throw new NeedsOperator(`The canary is not given back: ${answer.why}`);
  return answer;
}

/** Whatever was answered, what is so now is noted. */
async function readAgain(course: Course): Promise<SeenCanary | undefined> {
  const seen = await clarifyCanary(course);
  if (seen !== undefined && course.undone !== undefined) noteGivenBack(course, course.undone, seen, now());
  return seen;
}

/** What may still take its traffic comes first. */
const nextOf = (course: Course): Next =>
  course.canaryScriptMayRun === undefined
    ? afterCanaryUndo(entryOf(course))
    : {
        sentence: `${canaryScriptGoesOn(course)}: end it there, then see what has traffic`,
        command: planCommand(entryOf(course)),
      };

async function judged(course: Course, former: FormerCanary): Promise<Ended> {
  const seen = await readAgain(course);
  if (seen === undefined)
    throw new NeedsOperator('The canary was given its traffic back, but could not be read', 'aws');
  course.verification = { verdict: 'not verified', checks: canaryBackChecks(seen, former) };
  refresh(course);
  const missing = notAsBefore(seen, former);
  if (missing.length > 0) throw new NeedsOperator(`The canary is not as it was: ${missing.join('; ')}`);
  const by = course.undo?.by ?? course.request.requestedBy ?? 'a request';
  const has = `the canary ${former.service} (${named(former.release)}) has ${givenInWords(seen)} again`;
  const headline = `Undone by ${by}: ${has}, beside ${named(planOf(course).from)}. Whether it is well was not judged`;
  return new Ended(course.undo === undefined ? 'ROLLED_BACK' : 'ABORTED', headline, nextOf(course));
}
