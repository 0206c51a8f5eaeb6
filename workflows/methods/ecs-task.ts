// Runbook › Method 3: Direct ECS Task Rollback. Steps 1 to 4 are the look and the target choice; this is 5 and 6.
import type { Followed, NotStarted, StartedDeployment } from '../../activities/activities.js';
import type { ChosenTarget, PlannedMethod } from '../../src/plan-shape.js';
import { type Course, entryOf, later, named, note, now, planOf } from '../course.js';
import { Ended, NeedsOperator } from '../endings.js';
import { followDeployment, restoreDeploymentSettings, startEcsDeployment } from '../proxies.js';
import type { MethodResult } from '../rollback-procedures.js';
import { enter, refresh } from '../show.js';

export async function directEcsTaskRollback(course: Course, planned: PlannedMethod): Promise<MethodResult> {
  const target = targetOf(course);
  const started = await updateServiceToTarget(course, target);
  enter(course, 'acting', `Following the ECS deployment to ${named(target.release)}`);
  let mine = started;
  for (;;) {
    const followed = await followUntilRestored(course, mine, planned.budgetMs);
    if (followed.end === 'restored') return claimed(course, mine, followed);
    if (followed.end === 'taken over') mine = takenOver(course, followed, mine);
    else return await notRestored(course, followed, mine);
  }
}

const targetOf = (course: Course): ChosenTarget => {
  const { target } = planOf(course);
  if (target.kind === 'none') throw new NeedsOperator(`No target: ${target.why}`);
  return target.target;
};

/** Runbook › Method 3, step 5. The former settings are known before the change, so that they can always be put back. */
async function updateServiceToTarget(course: Course, target: ChosenTarget): Promise<StartedDeployment> {
  const plan = planOf(course);
  const answer = await startEcsDeployment({
    entry: entryOf(course),
    run: course.run,
    target,
    fromTaskDefinition: plan.from.taskDefinition,
    deploymentsSeen: [...plan.deploymentsSeen, ...course.givenUp],
    settings: plan.formerSettings,
    forceNewDeployment: course.givenUp.length > 0,
  });
  if ('why' in answer) throw notStarted(answer);
  course.changed = true;
  course.times = { ...course.times, firstChangeAt: course.times.firstChangeAt ?? answer.changedAt };
  note(
    course,
    `${answer.how === 'started' ? 'UpdateService called' : 'found our deployment'}: ${answer.deploymentId} to ${named(target.release)}`,
  );
  noteSwitchedOff(course, answer.changedAt);
  return answer;
}

const notStarted = ({ how, why }: NotStarted): Ended | NeedsOperator =>
  how === 'superseded'
    ? new Ended('SUPERSEDED', why, { sentence: 'Look at who deployed, and start again if it is still needed' })
    : new NeedsOperator(why);

/** Decision 31: breaker rollback and alarms are off for our own deployment, and put back afterwards. */
function noteSwitchedOff(course: Course, at: string): void {
  const { circuitBreaker, alarms } = planOf(course).formerSettings;
  if (course.settingsChanged.length > 0) return;
  if (circuitBreaker.rollback)
    course.settingsChanged.push({ setting: 'circuit breaker rollback', from: 'on', to: 'off', at });
  if (alarms?.enable === true) course.settingsChanged.push({ setting: 'deployment alarms', from: 'on', to: 'off', at });
}

/** Out of its time is not failed: a deployment that progresses is followed on (design §6). */
async function followUntilRestored(course: Course, mine: StartedDeployment, budgetMs: number): Promise<Followed> {
  let until = later(budgetMs);
  for (;;) {
    const followed = await followDeployment({
      entry: entryOf(course),
      deploymentId: mine.deploymentId,
      taskDefinition: mine.taskDefinition,
      until: 'restored',
      deadline: until,
    });
    course.serving = followed.serving;
    refresh(course);
    if (followed.end !== 'out of time' || course.abort !== undefined) return followed;
    note(course, `out of its time, followed on: ${followed.why}`);
    until = later(entryOf(course).timings.minimumRung);
  }
}

function claimed(course: Course, mine: StartedDeployment, followed: Followed): MethodResult {
  course.times = { ...course.times, restoredAt: followed.at };
  note(course, `restored: ${followed.why}`);
  return {
    result: 'claimed',
    reason: followed.why,
    claim: {
      method: 'ecs-task',
      taskDefinition: mine.taskDefinition,
      deploymentId: mine.deploymentId,
      restoredAt: followed.at,
    },
  };
}

/** A newer deployment by somebody else: judged by what it deploys (decision 33). */
function takenOver(course: Course, followed: Followed, mine: StartedDeployment): StartedDeployment {
  const other = followed.takenOverBy;
  const sameTarget = other?.taskDefinition === mine.taskDefinition;
  if (other !== undefined && sameTarget) {
    note(course, `a newer deployment goes to the same target: following ${other.deploymentId}`);
    return { ...mine, deploymentId: other.deploymentId, how: 'adopted' };
  }
  if (other?.taskDefinition === planOf(course).from.taskDefinition) {
    throw new NeedsOperator(
      `The release we left was deployed again (${other.deploymentId}): stop the pipeline, then decide retry`,
    );
  }
  throw new Ended('SUPERSEDED', followed.why, {
    sentence: 'Somebody deployed another release; look at who, and start again if it is needed',
  });
}

async function notRestored(course: Course, followed: Followed, mine: StartedDeployment): Promise<MethodResult> {
  await putSettingsBack(course);
  if (course.abort !== undefined) {
    throw new Ended('ABORTED', `Aborted by ${course.abort.by}: ${course.abort.reason}. ${followed.why}`, {
      sentence: `ECS goes on with deployment ${mine.deploymentId} by itself`,
    });
  }
  course.givenUp.push(mine.deploymentId);
  return { result: 'failed', reason: followed.why };
}

/** Durable: the last part of every way out after the change. */
export async function putSettingsBack(course: Course): Promise<void> {
  const open = course.settingsChanged.filter((change) => change.putBackAt === undefined);
  if (open.length === 0) return;
  const { at } = await restoreDeploymentSettings({ entry: entryOf(course), settings: planOf(course).formerSettings });
  const all = course.settingsChanged.splice(0);
  course.settingsChanged.push(...all.map((change) => ({ ...change, putBackAt: change.putBackAt ?? at })));
  note(course, `put back: ${open.map((change) => change.setting).join(', ')}`);
}

/** Runbook › Method 3, step 6: until nothing but the target is left. */
export async function followUntilStable(
  course: Course,
  mine: { deploymentId: string; taskDefinition: string },
): Promise<Followed> {
  for (;;) {
    const followed = await followDeployment({
      entry: entryOf(course),
      ...mine,
      until: 'stable',
      deadline: later(entryOf(course).timings.methods['ecs-task'].budget),
    });
    course.serving = followed.serving;
    if (followed.end === 'stable') {
      course.times = { ...course.times, stableAt: followed.at };
      note(course, `stable: ${followed.why}`);
      await putSettingsBack(course);
    }
    if (followed.end !== 'out of time' || course.abort !== undefined) return followed;
    note(course, `not stable after its time, followed on at ${now()}: ${followed.why}`);
  }
}
