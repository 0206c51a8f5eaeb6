// Undo (design §9): back to the release that we came from. One decision of one person, and no gate.
import { canaryUndoCommands } from '../src/plan/canary-commands.js';
import type { Course } from './course.js';

/** A person decides how much traffic a canary may have: the commands are his. Empty where no canary was changed. */
export const undoByHand = ({ change, canary, entry }: Course): string[] =>
  change === 'none' || canary === undefined || entry === undefined ? [] : canaryUndoCommands(entry, canary.former);

/** Why there is nothing to undo; undefined where there is. */
export const notToUndo = (course: Course): string | undefined => {
  const { change, plan, undo, undoAsked } = course;
  if (undo !== undefined || undoAsked !== undefined) return 'this rollback is being undone already';
  if (change !== 'none' && plan?.canary !== undefined)
    return `a canary is not given its traffic back by Runback; by hand: ${undoByHand(course).join(' && ')}`;
  return change === 'none' || plan === undefined ? 'nothing was changed: there is nothing to undo' : undefined;
};

/** Heard at any time: what is followed or watched then is left, and a pause is over. */
export function askForUndo(course: Course, { by }: { readonly by: string }): void {
  course.undoAsked = { by };
  delete course.paused;
}

/** Whether what serves in the end is what a rollback had left. */
export const isUndo = ({ undo, request }: Course): boolean => undo !== undefined || request.undoes !== undefined;
