// The activities of a database rollback: what they take from the catalogue, and what they hand to the parts beside this file.
import { Context } from '@temporalio/activity';
import type { CatalogueEntry } from '../../src/catalogue/entry.js';
import type { Assessment } from '../../src/database/assessment.js';
import { type Rehearsal, summaryOf } from '../../src/database/rehearsal.js';
import { standingOf } from '../../src/database/standing.js';
import type { RunIdentity } from '../activities.js';
import type { AwsAccess } from '../aws-clients.js';
import type { DatabaseActivities } from '../database-activities.js';
import { optional } from '../ecs-service.js';
import { assessMigrations } from './assess.js';
import { readingFrom } from './connection.js';
import { waypoints } from './downgrade.js';
import { goDown } from './go-down.js';
import { whileBeating } from './heartbeat.js';
import { inTaskOf, lookInTask, nameOf } from './in-task.js';
import { whyAnotherDatabase } from './meant.js';
import { commitOf, type Migrated, migratedOf, notRehearsed, reachedHere, stepsCommit } from './migrated.js';
import { readingInTask } from './reading-in-task.js';
import { keepRehearsal, rehearsalOf, storedRehearsal } from './rehearsal-store.js';
import { rehearse } from './rehearse.js';
import { withSource } from './release-source.js';
import { readCatalogue, readSchemaState } from './schema-state.js';
import { runningReleases } from './services-on.js';
import { provedAnother } from './staging-is-another.js';

const testsWithinMs = 15 * 60_000;
const readWithinMs = 8_000;
/** RDS that hangs keeps nobody waiting who rolls back an application alone. */
const meantWithinMs = 4_000;
/** A task has to start first; an application that goes alone waits no longer for one. */
const glanceWithinMs = 90_000;

interface Reached {
  readonly aws: AwsAccess;
  readonly reports: string;
}

type Here = Omit<DatabaseActivities, 'backUpDatabase' | 'readDatabaseHolder' | 'databaseFreed'>;

export const databaseActivities = ({ aws, reports }: Reached): Here => ({
  assessDatabase: assessNow(aws, reports),

  async rehearseDatabase({ entry, run, from, to, assessment }) {
    const database = migratedOf(entry);
    const between = { from: stepsCommit(assessment, from), to: commitOf(to) };
    const notKnown = await stagingOf(aws, entry, run, assessment.systemIdentifier);
    const found = await rehearseOnCopy(database, { run, ...between, assessment });
    const rehearsal = { ...found, ...optional('notKnown', notKnown) };
    await keepRehearsal(reports, rehearsal);
    return summaryOf(rehearsal);
  },

  async findRehearsal({ entry, assessment }) {
    const found = await rehearsalOf(reports, migratedOf(entry).name, assessment);
    return found === undefined ? undefined : summaryOf(found);
  },

  async plotPath({ entry, run, from, assessment }) {
    const database = migratedOf(entry);
    const rehearsal = await rehearsalOf(reports, database.name, assessment);
    if (rehearsal === undefined) throw notRehearsed(database.name);
    const lines = await whileBeating('the path is plotted', async (heartbeat) => {
      const inTask = inTaskOf(aws, { entry, run, from }, heartbeat);
      if (inTask !== undefined) return (await lookInTask(inTask, { lines: true })).lines;
      return readingFrom(reachedHere(database), lookOf(run), readCatalogue);
    });
    return waypoints(assessment.from, lines, rehearsal.steps);
  },

  downgradeDatabase: goDown(aws),

  readStanding: ({ entry, run, from, path }) =>
    whileBeating('it is read where the database stands', async (heartbeat) => {
      const inTask = inTaskOf(aws, { entry, run, from }, heartbeat);
      if (inTask !== undefined) return standingOf(path, (await lookInTask(inTask)).state);
      return standingOf(path, await readSchemaState(reachedHere(migratedOf(entry)), lookOf(run)));
    }),
});

const lookOf = (run: RunIdentity) => ({ applicationName: `${nameOf(run)} look`, withinMs: readWithinMs });

/** What is not known of staging; fails where it is production. */
async function stagingOf(
  aws: AwsAccess,
  entry: CatalogueEntry,
  run: RunIdentity,
  productionIs: string,
): Promise<string | undefined> {
  const database = migratedOf(entry);
  const { staging } = database;
  if (staging === undefined) throw notRehearsed(database.name);
  const signal = AbortSignal.any([Context.current().cancellationSignal, AbortSignal.timeout(meantWithinMs)]);
  const applicationName = `${nameOf(run)} look`;
  return provedAnother({ database, staging, productionIs, rds: () => aws.of(entry).rds, applicationName, signal });
}

const assessNow =
  (aws: AwsAccess, reports: string): Here['assessDatabase'] =>
  ({ entry, run, from, to, revision, countsWithinMs }) =>
    whileBeating('the migrations are read', (heartbeat) => {
      const { signal } = heartbeat;
      const database = migratedOf(entry);
      const within = AbortSignal.any([signal, AbortSignal.timeout(meantWithinMs)]);
      const inTask = inTaskOf(aws, { entry, run, from }, heartbeat);
      const glance = countsWithinMs === undefined ? undefined : glanceWithinMs;
      return assessMigrations({
        database,
        from: commitOf(from),
        to: commitOf(to),
        ...optional('revision', revision),
        ...optional('countsWithinMs', countsWithinMs),
        services: {
          itself: { service: entry.service, from },
          beside: entry.database?.beside ?? [],
          running: runningReleases(aws, entry),
        },
        whyAnother: () => whyAnotherDatabase(aws.of(entry).rds, database, within),
        rehearsed: (bound) => storedRehearsal(reports, database, bound),
        ...optional('reading', inTask && readingInTask(inTask, glance)),
        applicationName: `${nameOf(run)} assess`,
        signal,
      });
    });

interface Rehearsing {
  readonly run: RunIdentity;
  readonly from: string;
  readonly to: string;
  readonly assessment: Assessment;
}

async function rehearseOnCopy(database: Migrated, { run, from, to, assessment }: Rehearsing): Promise<Rehearsal> {
  const { migrations, staging } = database;
  if (staging === undefined) throw notRehearsed(database.name);
  return whileBeating('the rehearsal begins', ({ signal, tell }) =>
    withSource({ ...migrations, commit: to }, signal, (targetFolder) =>
      withSource({ ...migrations, commit: from }, signal, (folder) =>
        rehearse({
          database: database.name,
          staging: {
            url: staging.url,
            ...(migrations.programs === undefined ? {} : { programs: migrations.programs }),
          },
          folder,
          targetFolder,
          python: migrations.python,
          urlVariable: migrations.urlVariable,
          environment: migrations.environment,
          ...(migrations.tests === undefined ? {} : { tests: migrations.tests }),
          from: assessment.from,
          to: assessment.to,
          steps: assessment.steps.map(({ revision }) => revision),
          filesHash: assessment.filesHash,
          transactions: assessment.transactions,
          key: run.runKey.replaceAll('-', '').slice(0, 16),
          testsWithinMs,
          now: () => new Date().toISOString(),
          signal,
          onSaid: tell,
        }),
      ),
    ),
  );
}
