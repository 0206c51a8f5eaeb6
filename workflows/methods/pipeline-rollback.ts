// Runbook › Method 1: the pipeline's own rollback, followed where it has begun, dispatched where ECS cannot go back by itself.

import { type PipelineRun, runInWords } from '../../src/pipeline.js';
import { askedSoFar, noteAskedBack, noteNotSent } from '../asked.js';
import { type Course, entryOf, named, note, noteServing, planOf } from '../course.js';
import { noteDeployed } from '../deployed.js';
import { causeOf, NeedsOperator, PlanAgain } from '../endings.js';
import type { Followable } from '../following.js';
import { unlessInterrupted } from '../interruptible.js';
import { say } from '../pipeline.js';
import {
  dispatchPipelineRollback,
  findPipelineRollback,
  followPipelineRun,
  glanceAtServing,
  newestPipelineRollback,
} from '../proxies.js';
import type { MethodResult } from '../rollback-procedures.js';
import { stopIfAborted, stopIfUndone } from '../settled.js';
import { enter } from '../show.js';

const targetOf = (course: Course) => {
  const { target } = planOf(course);
  if (target.kind === 'none') throw new NeedsOperator(`No target: ${target.why}`);
  return target.target;
};

/** The deployment that it made, once the run has ended well and the target is what ECS deploys. */
export async function followPipelineRollback(
  course: Course,
  run: PipelineRun,
  deadline: string,
): Promise<Followable | MethodResult> {
  stopIfUndone(course);
  say(course, run, 'rolls back: it is followed');
  enter(course, 'acting', `Following the pipeline's rollback, ${runInWords(run)}`);
  // What this run began is followed after an abort too; what was there before is left to whoever began it.
  const isOurs = course.asked?.byPipeline === true;
  const followed = await unlessInterrupted(
    () => course.undoAsked !== undefined || (course.abort !== undefined && !isOurs),
    () => followPipelineRun({ entry: entryOf(course), run, deadline }),
  );
  if (followed === 'interrupted') {
    stopIfUndone(course);
    await stopIfAborted(course);
    throw new PlanAgain('interrupted while the pipeline rolled back');
  }
  const { end, why } = followed;
  if (end !== 'out of time') delete course.dispatched;
  say(course, run, `${end === 'out of time' ? 'is not over' : `has ${end}`}: ${why}`);
  return end === 'failed' ? { result: 'failed', reason: why } : whatItDeployed(course, end, why);
}

/** That the run succeeded is a claim, and one that goes on may have deployed already: what counts is what ECS deploys. */
async function whatItDeployed(
  course: Course,
  end: 'succeeded' | 'out of time',
  claim: string,
): Promise<Followable | MethodResult> {
  const { release } = targetOf(course);
  const { service, serving } = await glanceAtServing({ entry: entryOf(course) });
  noteServing(course, serving);
  const primary = service.deployments.find(({ status }) => status === 'PRIMARY');
  if (primary?.taskDefinition !== release.taskDefinition) {
    const there = primary === undefined ? 'nothing' : named({ taskDefinition: primary.taskDefinition });
    const reason = `${claim}, and ECS deploys ${there} instead of ${named(release)}`;
    return { result: end === 'succeeded' ? 'failed' : 'out-of-time', reason };
  }
  course.change = 'made';
  noteDeployed(course, primary.taskDefinition, primary.createdAt);
  return { deploymentId: primary.id, taskDefinition: primary.taskDefinition };
}

/** At most one run: where the answer was lost it is looked for, and never asked for again. */
export async function dispatchRollback(course: Course): Promise<PipelineRun | MethodResult> {
  const entry = entryOf(course);
  const before = askedSoFar(course);
  const newest = await newestPipelineRollback({ entry }).catch((error: unknown) => causeOf(error).message);
  if (typeof newest === 'string')
    return { result: 'refused', reason: `the pipeline's rollback was not begun: ${newest}` };
  noteAskedBack(course, true);
  course.dispatched = {};
  const answer = await dispatchPipelineRollback({ entry, target: targetOf(course) }).catch((error: unknown) => ({
    sent: 'maybe' as const,
    why: causeOf(error).message,
  }));
  if ('run' in answer) return begun(course, answer.run);
  if (answer.sent === 'no') {
    noteNotSent(course, before);
    delete course.dispatched;
    return { result: 'refused', reason: `the pipeline's rollback was not begun: ${answer.why}` };
  }
  note(course, `the pipeline's rollback was dispatched, its run is looked for: ${answer.why}`);
  try {
    return begun(course, await findPipelineRollback({ entry, after: newest }));
  } catch (error) {
    const reason = `whether the pipeline's rollback began is not known, and it is not begun twice: ${causeOf(error).message}`;
    return { result: 'failed', reason };
  }
}

function begun(course: Course, run: PipelineRun): PipelineRun {
  course.dispatched = { run };
  return run;
}
