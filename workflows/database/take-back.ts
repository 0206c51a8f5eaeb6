// Runbook › Production Database Rollback, steps 3 to 5: the rehearsed steps, and where the database stands after them.
import { sleep } from '@temporalio/workflow';
import type { DowngradeEnd } from '../../activities/database-activities.js';
import { startPlanned } from '../../src/next-step.js';
import { restoreSnapshotCommand } from '../../src/runbook/restore.js';
import { clock } from '../../src/runbook/wording.js';
import { type Course, entryOf, note, now, planOf } from '../course.js';
import { downgradeDatabase } from '../database-proxies.js';
import { Ended, NeedsOperator } from '../endings.js';
import { unlessInterrupted } from '../interruptible.js';
import { nextOf } from '../next-of.js';
import { beforeNextChange, stopIfAborted } from '../settled.js';
import { enter } from '../show.js';
import { hindered } from './assess.js';
import { holdDatabase } from './hold.js';
import { type DatabaseCourse, databaseInWords } from './state.js';

/** Whoever waits for a lock holds up everybody behind him: it is given up soon, and tried again. */
const triesForLock = 10;
const pauseBetween = '5 seconds';
const lockNotAvailable = '55P03';
const otherMigration = 'locked';

/** Ends when the database stands at the end of its path; everything else is a question, or the end of the run. */
export async function takeDatabaseBack(course: Course, database: DatabaseCourse): Promise<void> {
  if (database.doneAt !== undefined) return;
  if (course.databaseLock === undefined) await holdDatabase(course);
  for (let attempt = 1; ; attempt += 1) {
    await beforeNextChange(course);
    enter(
      course,
      'acting',
      `Taking the database ${database.assessment.database} back to ${database.assessment.to.join(', ')}`,
    );
    if (database.change === 'none') database.change = 'asked';
    database.askedAt ??= now();
    const end = await begin(course, database);
    if (end !== 'interrupted') noteEnd(course, database, end);
    // The statement that an abort cut off has ended, and was taken back with its transaction.
    await stopIfAborted(course);
    if (end === 'interrupted') throw new Error('a downgrade was interrupted without an abort');
    if (isDone(database)) return;
    if (end.standing.state === 'off the path')
      throw isUntouched(database) ? notOurs(course, database, end) : dirty(course, database, end);
    if (!isWorthTrying(end) || attempt >= triesForLock)
      throw noFurther(
        course,
        `${databaseInWords(database)}: ${end.says ?? 'the downgrade ended early'}${blockers(end)} (Runbook › Production Database Rollback)`,
      );
    await sleep(pauseBetween);
  }
}

const begin = (course: Course, { assessment, path }: DatabaseCourse): Promise<DowngradeEnd | 'interrupted'> =>
  unlessInterrupted(
    () => course.abort !== undefined,
    () => downgradeDatabase({ entry: entryOf(course), run: course.run, from: planOf(course).from, assessment, path }),
  );

const isUntouched = ({ change }: DatabaseCourse): boolean => change === 'none';

const isDone = ({ standing, assessment }: DatabaseCourse): boolean =>
  standing?.state === 'on the path' && standing.done === assessment.steps.length;

const isWorthTrying = ({ sqlstate, kind }: DowngradeEnd): boolean =>
  sqlstate === lockNotAvailable || kind === otherMigration;

function noteEnd(course: Course, database: DatabaseCourse, end: DowngradeEnd): void {
  database.standing = end.standing;
  if (end.orphansEnded > 0) note(course, `ended ${end.orphansEnded} backend that an interrupted attempt had left`);
  const moved = end.standing.state === 'on the path' ? end.standing.done > 0 : end.begun || database.change === 'made';
  database.change = moved ? 'made' : 'none';
  if (moved) {
    database.changedAt ??= end.at;
    course.times = { ...course.times, firstChangeAt: course.times.firstChangeAt ?? end.at };
  }
  if (isDone(database)) database.doneAt = end.at;
  note(course, `${databaseInWords(database)}${end.says === undefined ? '' : `: ${end.says}${blockers(end)}`}`);
}

const blockers = (end: DowngradeEnd): string =>
  end.blockers.length === 0
    ? ''
    : `; held by ${end.blockers.map(({ pid, application, user, forSeconds }) => `backend ${pid} (${application || user}, its transaction is ${forSeconds} s old)`).join(', ')}`;

/** The application alone may still go, as long as nothing was taken back. */
const noFurther = (course: Course, why: string): NeedsOperator =>
  course.database?.change === 'none' ? hindered(course, why) : new NeedsOperator(why);

/** Whoever changed it knows why: it is looked at anew, and asked about anew, before anything is taken back. */
const notOurs = (course: Course, database: DatabaseCourse, end: DowngradeEnd): NeedsOperator =>
  hindered(
    course,
    `${databaseInWords(database)}: ${whereItIs(end)}. Find out who migrates it; "retry" looks, plans and asks again (Runbook › Production Database Rollback)`,
  );

/** Nobody guesses from here: both ways out, and the backup that was made. */
function dirty(course: Course, database: DatabaseCourse, end: DowngradeEnd): Ended {
  const says = end.says === undefined ? '' : ` (${end.says})`;
  const entry = entryOf(course);
  const { id, at } = database.backup;
  const again = startPlanned(entry, course.request);
  const restored = entry.database?.rds && restoreSnapshotCommand(entry, entry.database.rds, id, now());
  return new Ended('FAILED_DIRTY', `${databaseInWords(database)}: ${whereItIs(end)}${says}`, {
    sentence: `Either finish the step by hand and start again (${again}), or restore ${id}, which holds what was there at ${clock(at)}: what was written since is not in it`,
    command: restored ?? nextOf(course, 'FAILED_DIRTY').command ?? '',
  });
}

function whereItIs({ standing }: DowngradeEnd): string {
  const claims =
    standing.state === 'off the path' && standing.claims !== undefined
      ? `its revision claims ${standing.claims} steps`
      : 'its revision is none of the path';
  const bears =
    standing.state === 'off the path' && standing.bears !== undefined
      ? `its catalogue bears ${standing.bears}`
      : 'its catalogue matches no step';
  return `${claims}, ${bears}`;
}
