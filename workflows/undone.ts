// A request that only names the rollback it undoes: what that one left stands in its report.
import { planCommand } from '../src/next-step.js';
import { type Course, entryOf, note } from './course.js';
import { Ended } from './endings.js';
import { readUndone } from './proxies.js';

/** Once a run, before the first look. */
export async function findUndone(course: Course): Promise<void> {
  const { undoes, target, scope, environment } = course.request;
  const isKnown = course.undone !== undefined || course.undoesTo !== undefined || course.undo !== undefined;
  if (undoes === undefined || target !== undefined || isKnown) return;
  const { service } = entryOf(course);
  const left = await readUndone({ service, environment, id: undoes });
  if (left.found === 'nothing') throw nothingToUndo(course, left.why);
  if (scope !== undefined && scope !== (left.found === 'canary' ? 'canary' : 'service'))
    throw nothingToUndo(course, `the rollback ${undoes} was one of the ${left.found}, not of the ${scope}`);
  if (left.found === 'canary') course.undone = left.former;
  else course.undoesTo = left.taskDefinition;
  note(course, `what the rollback ${undoes} left is in its report`);
}

const nothingToUndo = (course: Course, why: string): Ended =>
  new Ended('FAILED_SAFE', `There is nothing to undo: ${why}. Nothing was changed`, {
    sentence: 'See what serves, and name the target of the undo',
    command: planCommand(entryOf(course)),
  });
