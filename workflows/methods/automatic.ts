// Runbook › Method 1: Automatic Rollback. ECS takes its own deployment back; who has begun already is followed, not overtaken.
import type { NotTakenBack, TakenBack } from '../../activities/activities.js';
import { type PipelineRun, runThatRollsBack } from '../../src/pipeline.js';
import type { PlannedMethod } from '../../src/plan-shape.js';
import { askedSoFar, noteAskedBack, noteNotApplied, noteNotSent } from '../asked.js';
import { type Course, entryOf, later, named, note, planOf } from '../course.js';
import { noteDeployed } from '../deployed.js';
import { isOutOfTime, NeedsOperator, needOf, PlanAgain } from '../endings.js';
import { unlessInterrupted } from '../interruptible.js';
import { stopPromotingPipeline } from '../pipeline.js';
import { takeBackDeployment } from '../proxies.js';
import type { MethodResult } from '../rollback-procedures.js';
import { enter } from '../show.js';
import { clarifyChange } from '../what-changed.js';
import { followOut } from './follow-out.js';
import { dispatchRollback, followPipelineRollback } from './pipeline-rollback.js';

export async function automaticRollback(course: Course, planned: PlannedMethod): Promise<MethodResult> {
  const { target } = planOf(course);
  if (target.kind === 'none') throw new NeedsOperator(`No target: ${target.why}`);
  // Whoever rolls back, and however many of them: this is one rung.
  const deadline = later(planned.budgetMs);
  const begun = runThatRollsBack(course.situation?.pipeline);
  if (begun !== undefined) return byPipeline(course, deadline, begun);
  await stopPromotingPipeline(course);
  const taken = await takeBack(course);
  if ('result' in taken) return taken.result === 'refused' ? elseByPipeline(course, deadline, taken) : taken;
  note(
    course,
    `ECS takes its deployment back to ${named(target.target.release)} (${taken.deploymentId}): ${taken.why}`,
  );
  enter(course, 'acting', `Following ECS back to ${named(target.target.release)}`);
  return followOut(course, 'automatic', taken, deadline);
}

/** Where ECS cannot go back by itself the organisation's own workflow may. */
async function elseByPipeline(course: Course, deadline: string, refused: MethodResult): Promise<MethodResult> {
  if (entryOf(course).github?.rollback === undefined || course.abort !== undefined) return refused;
  note(course, `ECS does not go back (${refused.reason}): the pipeline's rollback is dispatched`);
  const run = await dispatchRollback(course);
  if ('result' in run) return { ...run, reason: `${refused.reason}; ${run.reason}` };
  return byPipeline(course, deadline, run);
}

async function byPipeline(course: Course, deadline: string, run: PipelineRun): Promise<MethodResult> {
  const deployed = await followPipelineRollback(course, run, deadline);
  return 'result' in deployed ? deployed : followOut(course, 'automatic', deployed, deadline);
}

/** Runbook › Method 1: the rollback is begun here when nobody else has begun it. */
async function takeBack(course: Course): Promise<TakenBack | MethodResult> {
  const before = askedSoFar(course);
  noteAskedBack(course);
  const answer = await askEcs(course).catch((error: unknown) => {
    if (before.change === 'none' && needOf(error) !== undefined) noteNotApplied(course);
    throw error;
  });
  if (answer === 'interrupted') return foundAfterInterruption(course);
  if (answer === 'out of time') return { result: 'out-of-time', reason: 'ECS did not begin to go back' };
  if (!('not' in answer)) {
    course.change = 'made';
    noteDeployed(course, answer.taskDefinition, answer.changedAt);
    return answer;
  }
  if (answer.not === 'unclear') throw new NeedsOperator(answer.why, 'aws');
  if (!answer.sent) noteNotSent(course, before);
  return { result: 'refused', reason: answer.why };
}

async function foundAfterInterruption(course: Course): Promise<TakenBack> {
  const ours = await clarifyChange(course);
  if (ours === undefined) throw new PlanAgain('interrupted before ECS answered');
  const { deploymentId, taskDefinition, createdAt, changedAt } = ours;
  return { deploymentId, taskDefinition, createdAt, changedAt, by: 'a request', why: 'found after an interruption' };
}

async function askEcs(course: Course): Promise<TakenBack | NotTakenBack | 'interrupted' | 'out of time'> {
  const { target, from } = planOf(course);
  if (target.kind === 'none') throw new NeedsOperator(`No target: ${target.why}`);
  const input = { entry: entryOf(course), target: target.target, fromTaskDefinition: from.taskDefinition };
  try {
    return await unlessInterrupted(
      () => course.abort !== undefined || course.paused !== undefined,
      () => takeBackDeployment(input),
    );
  } catch (error) {
    if (isOutOfTime(error)) return 'out of time';
    throw error;
  }
}
