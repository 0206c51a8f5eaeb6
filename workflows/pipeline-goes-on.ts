// A run of the pipeline that could not be ended: as long as it may deploy over an undo that is watched, as nothing else does.
import { condition } from '@temporalio/workflow';
import { runInWords } from '../src/pipeline.js';
import type { Claim } from './claim.js';
import { type Course, entryOf, later, note } from './course.js';
import { causeOf } from './endings.js';
import { unlessInterrupted } from './interruptible.js';
import { say } from './pipeline.js';
import { followPipelineRun, glanceAtServing } from './proxies.js';
import { enter } from './show.js';
import { isUndo } from './undo.js';

/** Ends with that run, or with the time of a rung. Beside it our deployment is followed, which tells when it is overtaken. */
export async function watchWhatGoesOn(course: Course, claim: Claim): Promise<void> {
  const { goesOn: run } = course;
  if (run === undefined || !isUndo(course)) return;
  const entry = entryOf(course);
  enter(course, 'verifying', `Watching that the pipeline's ${runInWords(run)} does not deploy over the undo`);
  const deadline = later(entry.timings.methods.automatic.budget);
  const followed = await unlessInterrupted(
    () => isCutShort(course),
    () => followPipelineRun({ entry, run, deadline }),
  );
  if (followed === 'interrupted') return;
  say(course, run, followed.end === 'out of time' ? `is not over: ${followed.why}` : `is over: ${followed.why}`);
  if (followed.end !== 'out of time') delete course.goesOn;
  if (await isOvertaken(course, claim)) await condition(() => isCutShort(course));
}

const isCutShort = ({ abort, undoAsked }: Course): boolean => abort !== undefined || undoAsked !== undefined;

/** What it deployed at its very end may not have been noticed yet. */
async function isOvertaken(course: Course, { taskDefinition }: Claim): Promise<boolean> {
  try {
    const { service } = await glanceAtServing({ entry: entryOf(course) });
    return service.deployments.some((each) => each.status === 'PRIMARY' && each.taskDefinition !== taskDefinition);
  } catch (error) {
    note(course, `whether it deployed could not be read: ${causeOf(error).message}`);
    return false;
  }
}
