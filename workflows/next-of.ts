import { nextStep } from '../src/next-step.js';
import type { Outcome } from '../src/rollback.js';
import { type Course, entryOf } from './course.js';
import type { Next } from './endings.js';
import { targetOf } from './report-of.js';
import { changedInWords, nothingChanged } from './what-changed.js';

/** The next step of a run that ended without having done what was asked, with a command. */
export function nextOf(course: Course, outcome: Outcome): Next {
  const to = targetOf(course);
  return nextStep({
    entry: entryOf(course),
    outcome,
    changed: !nothingChanged(course),
    inWords: changedInWords(course),
    reason: course.request.reason,
    ...(to === undefined ? {} : { to }),
    ...(course.canary === undefined ? {} : { canary: course.canary.former.service }),
  });
}
