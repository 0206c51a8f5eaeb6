// Runbook › Method 4: Canary Rollback. The service itself is never changed; the canary loses its traffic, then its tasks.
import type { CanaryFollowed, NotShifted, Shifted } from '../../activities/canary-activities.js';
import type { PlannedMethod } from '../../src/plan-shape.js';
import { canaryRules } from '../../src/runbook/rollback-procedures/canary-rules.js';
import { clockWithSeconds } from '../../src/runbook/wording.js';
import { clarifyCanary } from '../canary/clarify.js';
import { putScalingBack } from '../canary/scaling.js';
import { tryCanaryScript } from '../canary/script.js';
import { beginCanary, canaryCourseOf, noteCanary, noteShifted, noteStopped } from '../canary/state.js';
import { type Course, entryOf, later, note, planOf } from '../course.js';
import { isOutOfTime, NeedsOperator, PlanAgain } from '../endings.js';
import { tellRestored } from '../escalation-link.js';
import { unlessInterrupted } from '../interruptible.js';
import { stopPromotingPipeline } from '../pipeline.js';
import { followCanary, shiftTrafficToStable, stopCanaryTasks } from '../proxies.js';
import { targetOf } from '../report-of.js';
import type { MethodResult } from '../rollback-procedures.js';
import { beforeNextChange, stopIfAborted, stopIfUndone } from '../settled.js';
import { enter } from '../show.js';
import { forgetRestored } from '../taken-over.js';

/** Step 1 is the look. */
export async function canaryRollback(course: Course, planned: PlannedMethod): Promise<MethodResult> {
  const { canary } = planOf(course);
  if (canary === undefined) return { result: 'refused', reason: 'the canary was not seen' };
  beginCanary(course, canary);
  await stopPromotingPipeline(course);
  await tryCanaryScript(course);
  const deadline = later(planned.budgetMs);
  for (let round = 0; ; round += 1) {
    const proven = await takeTrafficAway(course, deadline, round);
    if ('not' in proven) return { result: 'refused', reason: proven.why };
    if (proven.end !== 'no traffic') return { result: 'out-of-time', reason: proven.why, mending: 'canary' };
    await noteRestored(course, proven);
    if (await beforeNextChange(course)) throw new PlanAgain('resumed');
    const raised = await stopTasks(course);
    if (raised === undefined) return claimed(course, proven);
    await forgetRestored(course);
    await meet(course, raised, round);
  }
}

/** Whoever raises the weight is met a few times, then named to a person. */
async function meet(course: Course, why: string, round: number): Promise<void> {
  note(course, `somebody gives the canary traffic again: ${why}`);
  if (round >= canaryRules.redone) throw new NeedsOperator(`${why}. Stop whoever sets it, then decide retry`);
  if (await beforeNextChange(course)) throw new PlanAgain('resumed');
}

/** Steps 2 and 3. */
async function takeTrafficAway(course: Course, deadline: string, rounds: number): Promise<CanaryFollowed | NotShifted> {
  for (let round = rounds; ; round += 1) {
    const shifted = await shiftTraffic(course);
    if ('not' in shifted) return shifted;
    const proven = await followOn(course, shifted, deadline);
    if (proven.end !== 'raised again') return proven;
    await meet(course, proven.why, round);
  }
}

const extensions = 3;

/** Out of its time is not failed: weights that stay at 0 are waited for on, until the propagation is over for sure. */
async function followOn(course: Course, { at }: Shifted, deadline: string): Promise<CanaryFollowed> {
  let followed = await follow(course, 'no traffic', at, deadline);
  for (let left = extensions; left > 0 && followed.end === 'out of time'; left -= 1) {
    note(course, `not proven in its time, followed on: ${followed.why}`);
    followed = await follow(course, 'no traffic', at, later(entryOf(course).timings.minimumRung));
  }
  return followed;
}

/** Runbook › Method 4, step 2. The former weights are known before the change. */
async function shiftTraffic(course: Course): Promise<Shifted | NotShifted> {
  enter(course, 'acting', 'Taking the traffic from the canary');
  if (course.change === 'none') course.change = 'asked';
  const input = { entry: entryOf(course), run: course.run };
  const answer = await unlessStopped(course, () => shiftTrafficToStable(input));
  if ('not' in answer) {
    // An earlier attempt may have changed a rule, and its answer was lost.
    await clarifyCanary(course);
    return answer;
  }
  course.change = 'made';
  course.times = { ...course.times, firstChangeAt: course.times.firstChangeAt ?? answer.changedAt };
  noteShifted(course, answer.changedAt);
  noteCanary(course, { ...canaryCourseOf(course).now, share: 0 }, answer.at);
  const redone = answer.redone === 0 ? '' : `, ${answer.redone} times done again because somebody else changed it`;
  note(course, `weight 0 read back in ${answer.changed.join(', ') || 'every rule already'}${redone}`);
  return answer;
}

const isStopped = ({ abort, undoAsked }: Course): boolean => abort !== undefined || undoAsked !== undefined;

async function unlessStopped<T>(course: Course, run: () => Promise<T>): Promise<T> {
  try {
    const answer = await unlessInterrupted(() => isStopped(course) || course.paused !== undefined, run);
    if (answer !== 'interrupted') return answer;
  } catch (error) {
    await clarifyCanary(course);
    if (isOutOfTime(error)) throw new PlanAgain('AWS did not take the change in the time that the plan is good for');
    throw error;
  }
  throw new PlanAgain('interrupted before the change was answered');
}

/** An abort or an undo ends it: the traffic and the tasks are then what they were read to be. */
async function follow(
  course: Course,
  until: 'no traffic' | 'no tasks',
  shiftedAt: string,
  deadline: string,
): Promise<CanaryFollowed> {
  const stable = targetOf(course);
  if (stable === undefined) throw new NeedsOperator('No target: what serves beside the canary is not known');
  enter(
    course,
    'acting',
    until === 'no traffic' ? 'Asking whether the canary still answers' : 'Waiting until the canary has no tasks',
  );
  const followed = await unlessInterrupted(
    () => isStopped(course),
    () => followCanary({ entry: entryOf(course), stable, until, shiftedAt, deadline }),
  );
  await stopIfAborted(course);
  stopIfUndone(course);
  if (followed === 'interrupted') throw new PlanAgain('interrupted');
  noteCanary(course, followed.canary, followed.at);
  return followed;
}

async function noteRestored(course: Course, { at, why, provenAt, requests }: CanaryFollowed): Promise<void> {
  course.times = { ...course.times, restoredAt: course.times.restoredAt ?? at };
  if (requests !== undefined) course.canary = { ...canaryCourseOf(course), requests };
  const since =
    provenAt === undefined ? '' : ` (fresh connections show nothing else since ${clockWithSeconds(provenAt)})`;
  note(course, `restored: ${why}${since}`);
  await tellRestored(course, course.times.restoredAt ?? at);
}

/** Runbook › Method 4, step 4: scaling is put back on every way out. Answers why, where somebody raised it meanwhile. */
async function stopTasks(course: Course): Promise<string | undefined> {
  enter(course, 'acting', 'Stopping the canary’s tasks');
  const { former } = canaryCourseOf(course);
  const scaling = former.scaling.state === 'known' ? former.scaling.value : 'none';
  if (scaling !== 'none') course.canary = { ...canaryCourseOf(course), owed: scaling };
  try {
    const stopped = await unlessStopped(course, () => stopCanaryTasks({ entry: entryOf(course), scaling }));
    if ('not' in stopped) return stopped.why;
    if (stopped.mayComeAgain === true && scaling !== 'none') {
      course.canary = { ...canaryCourseOf(course), owedAgain: scaling };
    }
    noteStopped(course, stopped);
    note(
      course,
      `desired count of ${former.service} is 0${stopped.suspended ? ', scaling is suspended meanwhile' : ''}`,
    );
    const { end, why, at } = await follow(course, 'no tasks', stopped.at, later(entryOf(course).timings.escalateAfter));
    if (end === 'raised again') return why;
    if (end !== 'no tasks') throw new NeedsOperator(`Restored, but the canary is not stopped: ${why}`, 'canary');
    course.times = { ...course.times, stableAt: at };
    note(course, `stable: ${why}`);
    return undefined;
  } finally {
    await putScalingBack(course);
  }
}

function claimed(course: Course, { at, why }: CanaryFollowed): MethodResult {
  const taskDefinition = targetOf(course)?.taskDefinition ?? '';
  const restoredAt = course.times.restoredAt ?? at;
  return { result: 'claimed', reason: why, claim: { method: 'canary', taskDefinition, deploymentId: '', restoredAt } };
}
