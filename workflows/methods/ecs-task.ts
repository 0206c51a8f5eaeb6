// Runbook › Method 3: Direct ECS Task Rollback. Steps 1 to 4 are the look and the target choice; this is 5 and 6.
import type { Followed, NotStarted, StartedDeployment } from '../../activities/activities.js';
import type { ChosenTarget, PlannedMethod } from '../../src/plan-shape.js';
import { type Course, entryOf, named, note, planOf } from '../course.js';
import { noteSwitchedOff, putSettingsBack } from '../deployment-settings.js';
import { Ended, isOutOfTime, NeedsOperator, needOf, PlanAgain } from '../endings.js';
import { followUntilRestored } from '../following.js';
import { unlessInterrupted } from '../interruptible.js';
import { startEcsDeployment } from '../proxies.js';
import type { MethodResult } from '../rollback-procedures.js';
import { enter } from '../show.js';
import { judgeTakeOver } from '../taken-over.js';
import { clarifyChange } from '../what-changed.js';

export async function directEcsTaskRollback(course: Course, planned: PlannedMethod): Promise<MethodResult> {
  const target = targetOf(course);
  const outrun: string[] = [];
  let mine = await updateServiceToTarget(course, target, outrun);
  enter(course, 'acting', `Following the ECS deployment to ${named(target.release)}`);
  for (;;) {
    const followed = await followUntilRestored(course, mine, planned.budgetMs);
    if (followed.end === 'restored') return claimed(course, mine, followed);
    if (followed.end !== 'taken over') return notRestored(course, followed, mine);
    await judgeTakeOver(course, followed, mine);
    // Somebody else's deployment to the same target: breaker and alarms may be on there.
    outrun.push(mine.deploymentId);
    mine = await updateServiceToTarget(course, target, outrun);
  }
}

const targetOf = (course: Course): ChosenTarget => {
  const { target } = planOf(course);
  if (target.kind === 'none') throw new NeedsOperator(`No target: ${target.why}`);
  return target.target;
};

/** Runbook › Method 3, step 5. The former settings are known before the change, so that they can always be put back. */
async function updateServiceToTarget(
  course: Course,
  target: ChosenTarget,
  outrun: readonly string[],
): Promise<StartedDeployment> {
  course.former ??= planOf(course).formerSettings;
  if (course.change === 'none') course.change = 'asked';
  const answer = await askForDeployment(course, target, outrun);
  if (answer === 'interrupted') {
    const ours = await clarifyChange(course);
    if (ours !== undefined) return begun(course, target, ours);
    throw new PlanAgain('interrupted before the change was answered');
  }
  if (!('why' in answer)) return begun(course, target, answer);
  if (answer.how !== 'unclear') wasNotApplied(course);
  throw notStarted(answer);
}

/** Only what was left open before stays open. */
function wasNotApplied(course: Course): void {
  if (course.change !== 'asked') return;
  course.change = 'none';
  delete course.former;
}

/** A pause or an abort reaches it while it is tried again; so does the end of the time that the plan is good for. */
async function askForDeployment(course: Course, target: ChosenTarget, outrun: readonly string[]) {
  const plan = planOf(course);
  const input = {
    entry: entryOf(course),
    run: course.run,
    target,
    fromTaskDefinition: plan.from.taskDefinition,
    deploymentsSeen: [...plan.deploymentsSeen, ...course.givenUp, ...outrun],
    settings: course.former ?? plan.formerSettings,
    forceNewDeployment: course.givenUp.length > 0,
  };
  try {
    return await unlessInterrupted(
      () => course.abort !== undefined || course.paused !== undefined,
      () => startEcsDeployment(input),
    );
  } catch (error) {
    if (isOutOfTime(error)) throw new PlanAgain('AWS did not take the change in the time that the plan is good for');
    if (needOf(error) !== undefined) wasNotApplied(course);
    throw error;
  }
}

function begun(course: Course, { release }: ChosenTarget, mine: StartedDeployment): StartedDeployment {
  course.change = 'made';
  course.times = { ...course.times, firstChangeAt: course.times.firstChangeAt ?? mine.changedAt };
  const how = mine.how === 'started' ? 'UpdateService called' : 'found the deployment';
  note(course, `${how}: ${mine.deploymentId} to ${named(release)}`);
  noteSwitchedOff(course, mine);
  return mine;
}

const notStarted = ({ how, why, mendable }: NotStarted): Ended | NeedsOperator =>
  how === 'superseded'
    ? new Ended('SUPERSEDED', why, { sentence: 'Look at who deployed, and start again if it is still needed' })
    : new NeedsOperator(why, mendable === true ? 'aws' : undefined);

function claimed(course: Course, mine: StartedDeployment, followed: Followed): MethodResult {
  course.times = { ...course.times, restoredAt: followed.at };
  delete course.operatorUntil;
  note(course, `restored: ${followed.why}`);
  const { taskDefinition, deploymentId } = mine;
  return {
    result: 'claimed',
    reason: followed.why,
    claim: { method: 'ecs-task', taskDefinition, deploymentId, restoredAt: followed.at },
  };
}

async function notRestored(course: Course, followed: Followed, mine: StartedDeployment): Promise<MethodResult> {
  await putSettingsBack(course);
  if (course.abort !== undefined) {
    throw new Ended('ABORTED', `Aborted by ${course.abort.by}: ${course.abort.reason}. ${followed.why}`, {
      sentence: `ECS goes on with deployment ${mine.deploymentId} by itself`,
    });
  }
  if (followed.end === 'out of time') {
    course.stalled = mine;
    return { result: 'out-of-time', reason: `no progress since ${followed.lastProgressAt}: ${followed.why}` };
  }
  course.givenUp.push(mine.deploymentId);
  return { result: 'failed', reason: followed.why };
}
