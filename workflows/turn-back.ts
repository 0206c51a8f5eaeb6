import { beginAnew } from './begin-anew.js';
import { type Course, planOf } from './course.js';

/** From here on the run goes to the release that it left, and leaves what it went to. */
export async function turnBack(course: Course): Promise<void> {
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
