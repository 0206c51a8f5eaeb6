import { leaveNothingUnfinished } from './closing.js';
import type { Course } from './course.js';
import { stopOwnRollback } from './pipeline.js';
import { endOwnScript } from './release-script.js';
import { forgetRestored } from './taken-over.js';

/** For another target nothing of the first one counts: not its plan, not what it restored, not what it left to be put back. */
export async function beginAnew(course: Course, chosen: NonNullable<Course['chosen']>): Promise<void> {
  await forgetRestored(course);
  await stopOwnRollback(course);
  await endOwnScript(course);
  await leaveNothingUnfinished(course);
  course.chosen = chosen;
  delete course.asOf;
  delete course.leaving;
  delete course.agreed;
  delete course.elsewhere;
}
