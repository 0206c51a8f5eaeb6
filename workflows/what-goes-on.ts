// What could not be ended, the pipeline or the release script: as long as it may deploy over an undo that is watched, as nothing else does.
import { condition } from '@temporalio/workflow';
import { type PipelineRun, runInWords } from '../src/pipeline.js';
import type { Claim } from './claim.js';
import { type Course, entryOf, later, note } from './course.js';
import { causeOf } from './endings.js';
import { unlessInterrupted } from './interruptible.js';
import { say } from './pipeline.js';
import { followPipelineRun, glanceAtServing } from './proxies.js';
import { endScript } from './release-script.js';
import { enter } from './show.js';
import { isUndo } from './undo.js';

/** Ends with that, or with the time of a rung. Beside it our deployment is followed, which tells when it is overtaken. */
export async function watchWhatGoesOn(course: Course, claim: Claim): Promise<void> {
  if (!isUndo(course) || (course.goesOn === undefined && course.scriptMayRun === undefined)) return;
  await Promise.all([...(course.goesOn ?? []).map((run) => watchPipeline(course, run)), watchScript(course)]);
  if (await isOvertaken(course, claim)) await condition(() => isCutShort(course));
}

async function watchPipeline(course: Course, run: PipelineRun): Promise<void> {
  const entry = entryOf(course);
  enter(course, 'verifying', `Watching that the pipeline's ${runInWords(run)} does not deploy over the undo`);
  const deadline = later(entry.timings.methods.automatic.budget);
  const followed = await unlessInterrupted(
    () => isCutShort(course),
    () => followPipelineRun({ entry, run, deadline }),
  );
  if (followed === 'interrupted') return;
  say(course, run, followed.end === 'out of time' ? `is not over: ${followed.why}` : `is over: ${followed.why}`);
  if (followed.end !== 'out of time') isOver(course, run);
}

function isOver(course: Course, { id }: PipelineRun): void {
  const left = (course.goesOn ?? []).filter((each) => each.id !== id);
  if (left.length > 0) course.goesOn = left;
  else delete course.goesOn;
}

async function watchScript(course: Course): Promise<void> {
  if (course.scriptMayRun === undefined) return;
  enter(course, 'verifying', 'Watching that the release script does not deploy over the undo, and ending it');
  const { script } = entryOf(course).timings.methods;
  await unlessInterrupted(
    () => isCutShort(course),
    () => endScript(course, script.budget),
  );
}

const isCutShort = ({ abort, undoAsked }: Course): boolean => abort !== undefined || undoAsked !== undefined;

/** What was deployed at the very end may not have been noticed yet. */
async function isOvertaken(course: Course, { taskDefinition }: Claim): Promise<boolean> {
  try {
    const { service } = await glanceAtServing({ entry: entryOf(course) });
    return service.deployments.some((each) => each.status === 'PRIMARY' && each.taskDefinition !== taskDefinition);
  } catch (error) {
    note(course, `whether it deployed could not be read: ${causeOf(error).message}`);
    return false;
  }
}
