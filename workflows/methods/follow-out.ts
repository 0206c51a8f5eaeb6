import type { Method } from '../../src/rollback.js';
import type { Course } from '../course.js';
import { type Followable, followUntilRestored } from '../following.js';
import type { MethodResult } from '../rollback-procedures.js';
import { judgeTakeOver } from '../taken-over.js';
import { claimed, notRestored } from './how-it-went.js';

/** To the end of a deployment that this run did not make by its own call. */
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
  return notRestored(course, followed, mine);
}
