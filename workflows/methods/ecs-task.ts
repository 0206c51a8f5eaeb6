// Runbook › Method 3: Direct ECS Task Rollback. Steps 1 to 4 are the look and the target choice; this is 5 and 6.
import type { NotStarted, StartedDeployment } from '../../activities/activities.js';
import { afterTakeOver } from '../../src/next-step.js';
import type { ChosenTarget, PlannedMethod } from '../../src/plan-shape.js';
import { noteAsked, noteNotApplied } from '../asked.js';
import { type Course, entryOf, later, named, planOf } from '../course.js';
import { deployedAgain } from '../deployed-again.js';
import { Ended, isOutOfTime, NeedsOperator, needOf, PlanAgain } from '../endings.js';
import { type Followable, followUntilRestored, followUntilRestoredOrStalled } from '../following.js';
import { unlessInterrupted } from '../interruptible.js';
import { stopPromotingPipeline } from '../pipeline.js';
import { startEcsDeployment } from '../proxies.js';
import type { MethodResult } from '../rollback-procedures.js';
import { enter } from '../show.js';
import { judgeTakeOver } from '../taken-over.js';
import { clarifyChange, noteBegun } from '../what-changed.js';
import { claimed, notRestored } from './how-it-went.js';
import { isPartial, repairPartial } from './partial.js';

export async function directEcsTaskRollback(course: Course, planned: PlannedMethod): Promise<MethodResult> {
  const target = targetOf(course);
  const outrun: string[] = [];
  const deadline = later(planned.budgetMs);
  await stopPromotingPipeline(course);
  let mine: Followable = await updateServiceToTarget(course);
  enter(course, 'acting', `Following the ECS deployment to ${named(target.release)}`);
  let follow = followUntilRestoredOrStalled;
  for (let isRepaired = false; ; ) {
    let followed = await follow(course, mine, deadline);
    if (isPartial(followed, mine) && course.abort === undefined && !isRepaired) {
      isRepaired = true;
      ({ mine, followed } = await repairPartial(course, { mine, followed }, () => updateServiceToTarget(course)));
    }
    if (followed.end === 'restored') return claimed(course, 'ecs-task', mine, followed);
    // An abort has it followed to its end; the rest of its time is there for that.
    if (followed.end === 'stalled' && !isRepaired) {
      follow = followUntilRestored;
      continue;
    }
    if (followed.end !== 'taken over') return notRestored(course, followed, mine);
    const theirs = await judgeTakeOver(course, followed, mine);
    outrun.push(mine.deploymentId);
    // Breaker and alarms may be on for somebody else's deployment; a pause forbids the change, not the following.
    const mayChange = course.paused === undefined && !isOwnCopy(course, theirs, mine);
    mine = mayChange ? await updateServiceToTarget(course, outrun) : theirs;
  }
}

/** The target's build by a task definition of the release script's own. */
const isOwnCopy = (course: Course, theirs: Followable, mine: Followable): boolean =>
  ![mine.taskDefinition, targetOf(course).release.taskDefinition].includes(theirs.taskDefinition);

const targetOf = (course: Course): ChosenTarget => {
  const { target } = planOf(course);
  if (target.kind === 'none') throw new NeedsOperator(`No target: ${target.why}`);
  return target.target;
};

/** Runbook › Method 3, step 5. The former settings are known before the change, so that they can always be put back. */
async function updateServiceToTarget(course: Course, outrun: readonly string[] = []): Promise<StartedDeployment> {
  const wasNone = course.change === 'none';
  noteAsked(course);
  const answer = await askForDeployment(course, outrun).catch((error: unknown) => {
    if (wasNone && needOf(error) !== undefined) noteNotApplied(course);
    throw error;
  });
  if (answer === 'interrupted') {
    const ours = await clarifyChange(course);
    if (ours !== undefined) return ours;
    throw new PlanAgain('interrupted before the change was answered');
  }
  if (!('why' in answer)) {
    noteBegun(course, answer);
    return answer;
  }
  if (wasNone && answer.how !== 'unclear') noteNotApplied(course);
  if (answer.how === 'deployed again') throw deployedAgain(course, answer.why, 'Stop whoever deploys it');
  throw notStarted(course, answer);
}

/** A pause or an abort reaches it while it is tried again; so does the end of the time that the plan is good for. */
async function askForDeployment(course: Course, outrun: readonly string[]) {
  const plan = planOf(course);
  const input = {
    entry: entryOf(course),
    run: course.run,
    target: targetOf(course),
    fromTaskDefinition: course.scriptDeployed ?? plan.from.taskDefinition,
    deploymentsSeen: [...plan.deploymentsSeen, ...outrun],
    settings: course.former ?? plan.formerSettings,
    givenUp: course.givenUp,
  };
  try {
    return await unlessInterrupted(
      () => course.abort !== undefined || course.paused !== undefined,
      () => startEcsDeployment(input),
    );
  } catch (error) {
    if (isOutOfTime(error)) throw new PlanAgain('AWS did not take the change in the time that the plan is good for');
    throw error;
  }
}

const notStarted = (course: Course, { how, why, mendable }: NotStarted): Ended | NeedsOperator =>
  how === 'superseded'
    ? new Ended('SUPERSEDED', why, afterTakeOver(entryOf(course)))
    : new NeedsOperator(why, mendable === true ? 'aws' : undefined);
