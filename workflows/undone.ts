// What an undo goes back to stands in the report of the rollback that it undoes; one that took a schema back is not undone.
import { byToken, onlyAnAdminUndoes } from '../src/by-token.js';
import { planCommand } from '../src/next-step.js';
import type { Undone } from '../src/undone.js';
import { type Course, entryOf, note } from './course.js';
import { causeOf, Ended } from './endings.js';
import { readUndone } from './proxies.js';

/** Once a run, before the first look. */
export async function findUndone(course: Course): Promise<void> {
  const { undoes, target, scope, environment } = course.request;
  const isKnown = course.undone !== undefined || course.undoesTo !== undefined || course.undo !== undefined;
  if (undoes === undefined || isKnown) return;
  const { service } = entryOf(course);
  const left = await readLeft(course, { service, environment, id: undoes });
  if (left.found === 'nothing' && (target === undefined || left.isFinal === true))
    throw nothingToUndo(course, left.why);
  if (left.found !== 'nothing' && left.isAboutSecurity === true && course.askedByAdmin !== true)
    throw onlyByAnAdmin(course, undoes);
  if (target !== undefined || left.found === 'nothing') return;
  if (scope !== undefined && scope !== (left.found === 'canary' ? 'canary' : 'service'))
    throw nothingToUndo(course, `the rollback ${undoes} was one of the ${left.found}, not of the ${scope}`);
  if (left.found === 'canary') course.undone = left.former;
  else course.undoesTo = left.taskDefinition;
  note(course, `what the rollback ${undoes} left is in its report`);
}

/** Where the target is named the report is not needed, only what speaks against it. */
async function readLeft(course: Course, undone: Parameters<typeof readUndone>[0]): Promise<Undone> {
  if (course.request.target === undefined) return readUndone(undone);
  return readUndone(undone).catch((error: unknown): Undone => {
    const why = `the report of the rollback ${undone.id} could not be read: ${causeOf(error).message}`;
    note(course, why);
    return { found: 'nothing', why };
  });
}

/** The release that was left stays blocked. */
const onlyByAnAdmin = (course: Course, undoes: string): Ended =>
  new Ended(
    'FAILED_SAFE',
    `The rollback ${undoes} is not undone: ${onlyAnAdminUndoes(entryOf(course))}. Nothing was changed`,
    {
      sentence: 'Have an admin ask for the undo, by a token of that role',
      command: byToken('undo', entryOf(course)),
    },
  );

const nothingToUndo = (course: Course, why: string): Ended =>
  new Ended('FAILED_SAFE', `There is nothing to undo: ${why}. Nothing was changed`, {
    sentence: 'See what serves, and name the target of the undo',
    command: planCommand(entryOf(course)),
  });
