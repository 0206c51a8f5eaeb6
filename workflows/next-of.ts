import { nextStep } from '../src/next-step.js';
import type { Outcome } from '../src/rollback.js';
import { type Course, entryOf, planOf } from './course.js';
import { takesSchemaBack } from './database/assess.js';
import type { Next } from './endings.js';
import { targetOf } from './report-of.js';
import { changedInWords, nothingChanged } from './what-changed.js';

interface Known {
  /** What is known better than from what was changed. */
  readonly inWords?: string;
  readonly servesAlone?: 'as before' | 'the target';
}

/** The next step of a run that ended without having done what was asked, with a command. */
export function nextOf(course: Course, outcome: Outcome, { inWords, servesAlone }: Known = {}): Next {
  const to = targetOf(course);
  return nextStep({
    entry: entryOf(course),
    outcome,
    changed: !nothingChanged(course),
    inWords: inWords ?? changedInWords(course),
    reason: course.request.reason,
    notHeld: course.notHeld === true,
    ...(takesSchemaBack(course) ? { database: course.request.database } : {}),
    ...(to === undefined ? {} : { to }),
    ...alone(course, servesAlone),
    ...(course.canary === undefined ? {} : { canary: course.canary.former.service }),
  });
}

function alone(course: Course, which: Known['servesAlone']) {
  const release = which === 'as before' ? planOf(course).from : targetOf(course);
  return which === undefined || release === undefined ? {} : { servesAlone: { which, release } };
}
