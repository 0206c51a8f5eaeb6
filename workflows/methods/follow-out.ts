import type { Method } from '../../src/rollback.js';
import type { Course } from '../course.js';
import { type Followable, followUntilRestored } from '../following.js';
import type { MethodResult } from '../rollback-procedures.js';
import { judgeTakeOver } from '../taken-over.js';
import { claimed, notRestored } from './how-it-went.js';

/** To the end of a deployment that this run did not make by its own call: one that gets no further is given up. */
export async function followOut(
  course: Course,
  method: Method,
  mine: Followable,
  deadline: string,
): Promise<MethodResult> {
  const followed = await followUntilRestored(course, mine, deadline);
  if (followed.end === 'restored') return claimed(course, method, mine, followed);
  if (followed.end === 'taken over') {
    return followOut(course, method, await judgeTakeOver(course, followed, mine), deadline);
  }
  const result = await notRestored(course, followed, mine);
  // The next way begins anew instead of waiting for the same deployment again.
  if (course.stalled !== undefined) course.givenUp.push(course.stalled.deploymentId);
  delete course.stalled;
  return result;
}
