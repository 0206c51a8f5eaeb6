// Undo (design §9): back to the release that we came from. One decision of one person, and no gate.
import { canaryUndoCommands } from '../src/plan/canary-commands.js';
import { isAboutSecurity } from '../src/plan/manual-criteria.js';
import { takenFrom } from './canary/state.js';
import type { Course } from './course.js';

/** For where Runback itself cannot. Empty where there is no canary to be given anything back. */
export const undoByHand = (course: Course): string[] => {
  const { canary, entry } = course;
  const isTaken = takenFrom(course) !== undefined && !isUndo(course);
  return !isTaken || canary === undefined || entry === undefined ? [] : canaryUndoCommands(entry, canary.former);
};

/** Why there is nothing to undo; undefined where there is. */
export const notToUndo = (course: Course): string | undefined => {
  const { change, plan, undo, undoAsked } = course;
  if (undo !== undefined || undoAsked !== undefined) return 'this rollback is being undone already';
  if (change === 'none' || plan === undefined) return 'nothing was changed: there is nothing to undo';
  if (course.database?.change === 'made')
    return 'the schema was taken back, and what we left does not run on it: deploy that again by its pipeline, which brings its schema';
  if (course.undone !== undefined) return 'this run gives a canary its traffic back: abort, then start --scope canary';
  if (course.canary !== undefined && takenFrom(course) === undefined)
    return 'this run found the canary without traffic and tasks: undo the rollback that took them';
  return undefined;
};

/** Heard at any time: what is followed or watched then is left, and a pause is over. */
export function askForUndo(course: Course, { by }: { readonly by: string }): void {
  course.undoAsked = { by };
  delete course.paused;
}

/** Of a rollback for security no other undo is begun. */
export const isUndoneByAdmin = ({ undo, request, askedByAdmin }: Course): boolean =>
  undo === undefined ? askedByAdmin === true && request.undoes !== undefined : isAboutSecurity(request);

/** Whether what serves in the end is what a rollback had left. */
export const isUndo = ({ undo, request }: Course): boolean => undo !== undefined || request.undoes !== undefined;
