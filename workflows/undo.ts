// Undo (design §9): back to the release that we came from. One decision of one person, and no gate.
import type { Course } from './course.js';

/** A person decides how much traffic a canary may have. */
const canaryIsNotUndone =
  'a canary is not given its traffic back by Runback: its former weights and desired count are in the report';

/** Why there is nothing to undo; undefined where there is. */
export const notToUndo = ({ change, plan, undo, undoAsked }: Course): string | undefined => {
  if (undo !== undefined || undoAsked !== undefined) return 'this rollback is being undone already';
  if (change !== 'none' && plan?.canary !== undefined) return canaryIsNotUndone;
  return change === 'none' || plan === undefined ? 'nothing was changed: there is nothing to undo' : undefined;
};

/** Heard at any time: what is followed or watched then is left, and a pause is over. */
export function askForUndo(course: Course, { by }: { readonly by: string }): void {
  course.undoAsked = { by };
  delete course.paused;
}

/** Whether what serves in the end is what a rollback had left. */
export const isUndo = ({ undo, request }: Course): boolean => undo !== undefined || request.undoes !== undefined;
