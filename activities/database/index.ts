// The activities of a database rollback: what they take from the catalogue, and what they hand to the parts beside this file.
import { Context } from '@temporalio/activity';
import type { CatalogueEntry } from '../../src/catalogue/entry.js';
import type { Assessment } from '../../src/database/assessment.js';
import { type Rehearsal, summaryOf } from '../../src/database/rehearsal.js';
import { standingOf } from '../../src/database/standing.js';
import type { RunIdentity } from '../activities.js';
import type { AwsAccess } from '../aws-clients.js';
import type { DatabaseActivities, DowngradeEnd } from '../database-activities.js';
import { optional } from '../ecs-service.js';
import { resolveSecret } from '../secrets.js';
import { assessMigrations } from './assess.js';
import { readingFrom } from './connection.js';
import { downgrade, waypoints } from './downgrade.js';
import { whileBeating } from './heartbeat.js';
import { whyAnotherDatabase } from './meant.js';
import { commitOf, type Migrated, migratedOf, notRehearsed, stepsCommit } from './migrated.js';
import { keepRehearsal, rehearsalOf } from './rehearsal-store.js';
import { rehearse } from './rehearse.js';
import { withSource } from './release-source.js';
import { readCatalogue, readSchemaState } from './schema-state.js';
import { runningReleases } from './services-on.js';
import { provedAnother } from './staging-is-another.js';

const testsWithinMs = 15 * 60_000;
const lockTimeoutMs = 5_000;
const statementTimeoutMs = 15 * 60_000;
const readWithinMs = 8_000;
/** RDS that hangs keeps nobody waiting who rolls back an application alone. */
const meantWithinMs = 4_000;

interface Reached {
  readonly aws: AwsAccess;
  readonly reports: string;
}

type Here = Omit<DatabaseActivities, 'backUpDatabase' | 'readDatabaseHolder' | 'databaseFreed'>;

export const databaseActivities = ({ aws, reports }: Reached): Here => ({
  assessDatabase: assessNow(aws),

  async rehearseDatabase({ entry, run, from, to, assessment }) {
    const database = migratedOf(entry);
    const between = { from: stepsCommit(assessment, from), to: commitOf(to) };
    const notKnown = await stagingOf(aws, entry, run);
    const found = await rehearseOnCopy(database, { run, ...between, assessment });
    const rehearsal = { ...found, ...optional('notKnown', notKnown) };
    await keepRehearsal(reports, rehearsal);
    return summaryOf(rehearsal);
  },

  async findRehearsal({ entry, assessment }) {
    const found = await rehearsalOf(reports, migratedOf(entry).name, assessment);
    return found === undefined ? undefined : summaryOf(found);
  },

  async plotPath({ entry, run, assessment }) {
    const database = migratedOf(entry);
    const rehearsal = await rehearsalOf(reports, database.name, assessment);
    if (rehearsal === undefined) throw notRehearsed(database.name);
    const asked = { applicationName: `${nameOf(run)} look`, withinMs: readWithinMs };
    return waypoints(assessment.from, await readingFrom(database, asked, readCatalogue), rehearsal.steps);
  },

  downgradeDatabase: goDown,

  async readStanding({ entry, run, path }) {
    const asked = { applicationName: `${nameOf(run)} look`, withinMs: readWithinMs };
    return standingOf(path, await readSchemaState(migratedOf(entry), asked));
  },
});

/** What is not known of staging; fails where it is production. */
async function stagingOf(aws: AwsAccess, entry: CatalogueEntry, run: RunIdentity): Promise<string | undefined> {
  const database = migratedOf(entry);
  const { staging } = database;
  if (staging === undefined) throw notRehearsed(database.name);
  const signal = AbortSignal.any([Context.current().cancellationSignal, AbortSignal.timeout(meantWithinMs)]);
  const applicationName = `${nameOf(run)} look`;
  return provedAnother({ database, staging, rds: () => aws.of(entry).rds, applicationName, signal });
}

const assessNow =
  (aws: AwsAccess): Here['assessDatabase'] =>
  ({ entry, run, from, to, revision, countsWithinMs }) =>
    whileBeating('the migrations are read', ({ signal }) => {
      const database = migratedOf(entry);
      const within = AbortSignal.any([signal, AbortSignal.timeout(meantWithinMs)]);
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
        applicationName: `${nameOf(run)} assess`,
        signal,
      });
    });

async function goDown({ entry, run, from, assessment, path }: Input<'downgradeDatabase'>): Promise<DowngradeEnd> {
  const database = migratedOf(entry);
  const { python, urlVariable: variable, environment } = database.migrations;
  const value = await resolveSecret(database.url);
  // A step that an attempt before this one began may have been applied, its answer lost, and its backend gone.
  const isFirst = Context.current().info.attempt === 1;
  const end = await whileBeating('the downgrade begins', ({ signal, tell }) =>
    withSource({ ...database.migrations, commit: stepsCommit(assessment, from) }, signal, (folder) =>
      downgrade({
        place: database,
        systemIdentifier: assessment.systemIdentifier,
        walk: {
          ...{ python, environment, folder, signal, lockTimeoutMs, statementTimeoutMs },
          transactions: assessment.transactions,
          url: { variable, value },
          applicationName: nameOf(run),
          onSaid: tell,
        },
        path,
        steps: assessment.steps.map(({ revision }) => revision),
        reaches: assessment.reaches,
        onProgress: tell,
      }),
    ),
  );
  return { ...end, begun: end.begun || !isFirst };
}

type Input<Name extends keyof DatabaseActivities> = Parameters<DatabaseActivities[Name]>[0];

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

const nameOf = ({ runKey }: RunIdentity): string => `runback ${runKey}`;
