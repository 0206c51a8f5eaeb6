// Runbook › Method 1: Automatic Rollback. ECS takes its own deployment back; who has begun already is followed, not overtaken.
import type { NotTakenBack, TakenBack } from '../../activities/activities.js';
import type { PlannedMethod } from '../../src/plan-shape.js';
import { type Course, entryOf, named, note, planOf } from '../course.js';
import { isOutOfTime, NeedsOperator, PlanAgain } from '../endings.js';
import { followUntilRestored } from '../following.js';
import { unlessInterrupted } from '../interruptible.js';
import { takeBackDeployment } from '../proxies.js';
import type { MethodResult } from '../rollback-procedures.js';
import { enter } from '../show.js';
import { judgeTakeOver } from '../taken-over.js';
import { clarifyChange, noteAskedBack, noteNotApplied } from '../what-changed.js';
import { claimed, notRestored } from './how-it-went.js';

export async function automaticRollback(course: Course, planned: PlannedMethod): Promise<MethodResult> {
  const { target } = planOf(course);
  if (target.kind === 'none') throw new NeedsOperator(`No target: ${target.why}`);
  const taken = await takeBack(course);
  if ('how' in taken) return { result: 'refused', reason: taken.why };
  note(
    course,
    `ECS takes its deployment back to ${named(target.target.release)} (${taken.deploymentId}): ${taken.why}`,
  );
  enter(course, 'acting', `Following ECS back to ${named(target.target.release)}`);
  const followed = await followUntilRestored(course, taken, planned.budgetMs);
  if (followed.end === 'restored') return claimed(course, 'automatic', taken, followed);
  if (followed.end === 'taken over') await judgeTakeOver(course, followed, taken);
  return notRestored(course, followed, taken);
}

/** Runbook › Method 1: the rollback is begun here when nobody else has begun it. */
async function takeBack(course: Course): Promise<TakenBack | NotTakenBack> {
  const wasNone = course.change === 'none';
  noteAskedBack(course);
  const answer = await askEcs(course);
  if (answer === 'interrupted') {
    const ours = await clarifyChange(course);
    if (ours === undefined) throw new PlanAgain('interrupted before ECS answered');
    return { ...ours, by: 'a request', why: 'found after an interruption' };
  }
  if ('how' in answer) {
    if (wasNone) noteNotApplied(course);
    return answer;
  }
  course.change = 'made';
  course.times = { ...course.times, firstChangeAt: course.times.firstChangeAt ?? answer.changedAt };
  return answer;
}

async function askEcs(course: Course): Promise<TakenBack | NotTakenBack | 'interrupted'> {
  const { target, from } = planOf(course);
  if (target.kind === 'none') throw new NeedsOperator(`No target: ${target.why}`);
  const input = { entry: entryOf(course), target: target.target, fromTaskDefinition: from.taskDefinition };
  try {
    return await unlessInterrupted(
      () => course.abort !== undefined || course.paused !== undefined,
      () => takeBackDeployment(input),
    );
  } catch (error) {
    if (isOutOfTime(error)) throw new PlanAgain('ECS did not begin to go back in the time that the plan is good for');
    throw error;
  }
}
