import { holdKey, writeBlock, writeHold } from '../src/hold.js';
import { isAboutSecurity } from '../src/plan/manual-criteria.js';
import type { ReleaseName } from '../src/rollback.js';
import { type Course, entryOf, named, note, now, planOf } from './course.js';
import { causeOf } from './endings.js';
import { tagRelease, untagRelease } from './proxies.js';
import { isUndo, isUndoneByAdmin } from './undo.js';

/** The hold keeps the release we left from being deployed here again or returned to (design §1). */
export async function holdReleaseWeLeft(course: Course): Promise<void> {
  const { from } = planOf(course);
  const { taskDefinition } = from;
  // What an undo leaves is the older release, which has no vulnerability.
  const blocks = isAboutSecurity(course.request) && !isUndo(course);
  const write = blocks ? writeBlock : writeHold;
  const value = write(course.times.restoredAt ?? now(), course.requestId);
  try {
    const kept = await tagRelease({ entry: entryOf(course), taskDefinition, key: holdKey, value, keepsBlock: true });
    delete course.notHeld;
    if (kept === 'blocked') note(course, `${named(from)} stays blocked`);
    else if (blocks) note(course, `blocked: ${named(from)} is never returned to until that is lifted: security`);
    else note(course, `held: ${named(from)} is marked as not to be deployed here again or returned to`);
  } catch (error) {
    course.notHeld = true;
    note(course, `could not tag ${named(from)} with ${holdKey}: ${causeOf(error).message}`);
  }
}

/** An undo is the word of a person that the release may serve after all (design §9). */
export async function liftHold(course: Course): Promise<void> {
  const { target } = planOf(course);
  if (isUndo(course) && target.kind !== 'none') await liftHoldOn(course, target.target.release);
}

const undoneId = ({ undo, request, requestId }: Course): string =>
  undo === undefined ? (request.undoes ?? requestId) : requestId;

export async function liftHoldOn(course: Course, release: ReleaseName): Promise<void> {
  const { taskDefinition } = release;
  const ofUndone = isUndoneByAdmin(course) ? { unlessBy: undoneId(course) } : {};
  await untagRelease({ entry: entryOf(course), taskDefinition, key: holdKey, keepsBlock: true, ...ofUndone })
    .then((kept) =>
      note(
        course,
        kept === 'blocked'
          ? `${named(release)} was blocked meanwhile, and stays so`
          : `the hold on ${named(release)} is lifted by the undo`,
      ),
    )
    .catch((error: unknown) => note(course, `could not lift the hold on ${named(release)}: ${causeOf(error).message}`));
}
