// Runbook › Database Rollback, steps 1 to 3.2: assess, then rehearse and back up side by side. Nothing is changed in here.
import type { DatabaseEntry } from '../../src/catalogue/database-entry.js';
import type { Assessment } from '../../src/database/assessment.js';
import type { BackupMade } from '../../src/database/backup.js';
import { compatibilityOf, orderOf } from '../../src/database/order.js';
import { type RehearsalSummary, whyNotValid } from '../../src/database/rehearsal.js';
import { untold } from '../../src/database/step-verdict.js';
import { unlikeTargetInWords } from '../../src/database/target-schema.js';
import { type Course, entryOf, later, note, now } from '../course.js';
import { backUpDatabase, findRehearsal, plotPath, rehearseDatabase } from '../database-proxies.js';
import { NeedsOperator, needOf, PlanAgain } from '../endings.js';
import { enter } from '../show.js';
import { assessAgain, hindered, releasesBetween, takesSchemaBack } from './assess.js';
import { releaseDatabase } from './hold.js';

/** Leaves `course.database` where there is a schema to take back; nothing where the database bears the target's already. */
export async function prepareDatabase(course: Course): Promise<void> {
  const { schema, database } = course;
  const between = releasesBetween(course);
  if (!takesSchemaBack(course) || schema?.state !== 'known' || between === undefined) return leaveSchema(course);
  if (course.claim !== undefined || (database?.change ?? 'none') !== 'none') return;
  let assessment = schema.value;
  if (assessment.refusals.length > 0) throw refused(course, assessment);
  if (assessment.steps.length === 0) {
    delete course.database;
    return;
  }
  if (database !== undefined && isSame(database.assessment, assessment)) return;
  if (database !== undefined)
    note(course, `what would be taken back is not what was asked about: ${assessment.database} is prepared anew`);
  enter(course, 'planning', 'Rehearsing on a copy of staging, and backing up production');
  const preparingAt = now();
  const input = { entry: entryOf(course), run: course.run, ...between, assessment };
  const [rehearsal, backup] = await Promise.all([rehearsedOnce(course, input), backedUp(course)]).catch(
    (error: unknown) => {
      const need = needOf(error);
      throw need === undefined ? error : hindered(course, need.why, need.mending);
    },
  );
  const preparedAt = now();
  const { migrations } = migratedOf(course);
  const wrong = whyNotValid(rehearsal, assessment, now(), migrations.rehearsalExpiresAfter);
  if (wrong !== undefined)
    throw hindered(course, `The database is not taken back: ${wrong} (Runbook › Test Downgrade (Staging First!))`);
  course.rehearsal = rehearsal;
  noteRehearsal(course, rehearsal);
  noteBackup(course, backup);
  assessment = await withWhatItShowed(course, assessment, rehearsal);
  const compatibility = compatibilityOf(assessment, migrations.releasesRunOnNewerSchema, rehearsal);
  const order = orderOf(course.request.database?.order, compatibility);
  note(course, `order: ${order.order}: ${order.because}`);
  const path = await plotPath({ entry: input.entry, run: course.run, from: between.from, assessment });
  if (path[0]?.fingerprint !== assessment.fingerprint) throw changedMeanwhile(course, assessment);
  course.database = { assessment, rehearsal, backup, path, order, change: 'none', preparingAt, preparedAt };
}

/** What only the rehearsal could show is counted in production before anybody is asked. */
async function withWhatItShowed(course: Course, before: Assessment, rehearsal: RehearsalSummary): Promise<Assessment> {
  const isTold = rehearsal.steps.every(({ revision, loses = [] }) => {
    const step = before.steps.find((each) => each.revision === revision);
    return step === undefined || untold(step, loses).length === 0;
  });
  if (isTold) return before;
  const assessment = await assessAgain(course);
  if (assessment === undefined || !isSame(before, assessment)) throw changedMeanwhile(course, before);
  if (assessment.rehearsed === undefined)
    throw hindered(course, 'The rehearsal is not in the store any more: what would be lost is not known. Retry');
  return assessment;
}

/** Made once, however often it is asked for. */
async function backedUp(course: Course): Promise<BackupMade> {
  const deadline = later(entryOf(course).timings.methods.database.budget);
  const { acceptedAt } = course.times;
  const backup = await backUpDatabase({ entry: entryOf(course), run: course.run, acceptedAt, deadline });
  if (backup.end === 'available') return backup;
  const remedy = backup.end === 'refused' ? backup.remedy : 'Retry: it goes on with the same snapshot';
  throw hindered(
    course,
    `The database is not taken back without a backup: ${backup.why}. ${remedy} (Runbook › Production Database Rollback)`,
  );
}

type Migrated = DatabaseEntry & { readonly migrations: NonNullable<DatabaseEntry['migrations']> };

function migratedOf(course: Course): Migrated {
  const { database, service } = entryOf(course);
  if (database?.migrations !== undefined) return { ...database, migrations: database.migrations };
  throw new NeedsOperator(`The catalogue names no migrations for ${service}: set databases › alembic › repository`);
}

const refused = (course: Course, { database, refusals }: Assessment): NeedsOperator =>
  hindered(
    course,
    `The schema of ${database} is not taken back: ${refusals.join('; ')} (Runbook › Assess Migration Impact)`,
  );

/** What was prepared before somebody decided that the application goes alone. */
async function leaveSchema(course: Course): Promise<void> {
  if (course.database?.change === 'none') delete course.database;
  if (course.withoutDatabase !== undefined) await releaseDatabase(course);
}

/** The approval, the rehearsal and the path belong to this way and this schema, and to no other. */
const isSame = (one: Assessment, other: Assessment): boolean =>
  one.filesHash === other.filesHash &&
  one.fingerprint === other.fingerprint &&
  one.from.join() === other.from.join() &&
  one.to.join() === other.to.join();

function changedMeanwhile(course: Course, { database }: Assessment): PlanAgain {
  delete course.assessedAt;
  return new PlanAgain(`the schema of ${database} was changed by somebody else while it was rehearsed and backed up`);
}

async function rehearsedOnce(course: Course, input: Parameters<typeof rehearseDatabase>[0]): Promise<RehearsalSummary> {
  const { migrations } = migratedOf(course);
  const found = await findRehearsal({ entry: input.entry, assessment: input.assessment });
  const stale = whyNotValid(found, input.assessment, now(), migrations.rehearsalExpiresAfter);
  if (found !== undefined && stale === undefined) {
    note(course, `rehearsed already at ${found.at}`);
    return found;
  }
  if (found !== undefined) note(course, `rehearsed again: ${stale ?? ''}`);
  return rehearseDatabase(input);
}

/** With the second net, where there is one. */
function noteBackup(course: Course, { id, at, allocatedGib, restorableTo }: BackupMade): void {
  const size = allocatedGib > 0 ? ` (${allocatedGib} GiB)` : '';
  const net = restorableTo === undefined ? '' : `; besides, production can be restored to ${restorableTo}`;
  note(course, `backup ${id} of ${at} is available${size}${net}`);
}

function noteRehearsal(course: Course, rehearsal: RehearsalSummary): void {
  const { steps, tests, schema, doesNotComeUpAgain, notKnown } = rehearsal;
  const took = steps.reduce((sum, { tookMs }) => sum + tookMs, 0);
  note(
    course,
    `rehearsed on a copy of staging: ${steps.length} step${steps.length === 1 ? '' : 's'} in ${took} ms; the target's tests: ${tests.state}`,
  );
  const unlike = unlikeTargetInWords(schema);
  if (unlike !== undefined) note(course, `the schema after the steps is ${unlike}`);
  if (notKnown !== undefined) note(course, notKnown);
  if (doesNotComeUpAgain !== undefined) note(course, `this way cannot be gone up again: ${doesNotComeUpAgain}`);
}
