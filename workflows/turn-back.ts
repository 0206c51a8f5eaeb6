import { beginAnew } from './begin-anew.js';
import { endCanaryScript } from './canary/script.js';
import { takenFrom } from './canary/state.js';
import { leaveNothingUnfinished } from './closing.js';
import { type Course, planOf } from './course.js';
import { forgetRestored } from './taken-over.js';

/** From here on the run goes to the release that it left, and leaves what it went to. */
export async function turnBack(course: Course): Promise<void> {
  const taken = takenFrom(course);
  if (taken !== undefined) return turnBackCanary(course, taken);
  const { from, target } = planOf(course);
  const by = course.undoAsked?.by ?? 'somebody';
  const went = course.claim?.taskDefinition ?? (target.kind === 'chosen' ? target.target.release.taskDefinition : '');
  await beginAnew(course, { target: { taskDefinition: from.taskDefinition }, by });
  delete course.undoAsked;
  delete course.worse;
  delete course.onlyMethod;
  course.undo = { by };
  course.leaving = went;
}

/** What scales it is put back first; the next run shall finish no rollback that is being undone. */
async function turnBackCanary(course: Course, taken: NonNullable<Course['undone']>): Promise<void> {
  const by = course.undoAsked?.by ?? 'somebody';
  await forgetRestored(course);
  await endCanaryScript(course);
  await leaveNothingUnfinished(course);
  delete course.agreed;
  delete course.undoAsked;
  delete course.worse;
  delete course.onlyMethod;
  course.undo = { by };
  course.undone = taken;
}
