// Between two changes: an abort ends the run, a pause holds it. The clock runs on.
import { condition } from '@temporalio/workflow';
import { type Course, entryOf, later, now } from './course.js';
import { Ended, PlanAgain } from './endings.js';
import { nextOf } from './next-of.js';
import { refresh } from './show.js';
import { changedInWords, clarifyChange, outcomeAsItIs } from './what-changed.js';

/** True when it was held: what was planned before is then no longer what production looks like. */
export async function beforeNextChange(course: Course): Promise<boolean> {
  const held = course.paused !== undefined && course.abort === undefined;
  if (held) await untilResumed(course, course.paused?.by ?? 'somebody');
  await stopIfAborted(course);
  stopIfUndone(course);
  return held;
}

/** A pause has an end as every other wait. */
async function untilResumed(course: Course, by: string): Promise<void> {
  const wait = entryOf(course).timings.operatorEndsAfter;
  course.waiting = {
    what: 'resume',
    why: `paused by ${by}`,
    from: 'anybody',
    since: now(),
    until: later(wait),
    then: `ends as ${outcomeAsItIs(course)}`,
  };
  refresh(course);
  const inTime = await condition(() => course.paused === undefined || course.abort !== undefined, wait, {
    summary: 'resumed?',
  });
  delete course.waiting;
  if (inTime) return;
  await clarifyChange(course);
  const outcome = outcomeAsItIs(course);
  const headline = `Paused by ${by}, and nobody resumed it. ${changedInWords(course)}`;
  throw new Ended(outcome, headline, nextOf(course, outcome));
}

/** What is under way is left; the way back from here begins with a look. */
export function stopIfUndone({ undoAsked }: Course): void {
  if (undoAsked !== undefined) throw new PlanAgain(`${undoAsked.by} decided undo`);
}

export async function stopIfAborted(course: Course): Promise<void> {
  if (course.abort === undefined) return;
  await clarifyChange(course);
  const { by, reason } = course.abort;
  throw new Ended('ABORTED', `Aborted by ${by}: ${reason}. ${changedInWords(course)}`, nextOf(course, 'ABORTED'));
}
