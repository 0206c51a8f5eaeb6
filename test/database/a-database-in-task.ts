// A production whose database its tasks reach, as a run would ask of it; and the same database reached from here.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { Client } from 'pg';
import { createAwsAccess } from '../../activities/aws-clients.js';
import { databaseActivities } from '../../activities/database/index.js';
import type { DatabaseActivities } from '../../activities/database-activities.js';
import { overlayOf } from '../../sandbox/overlay.js';
import type { CatalogueEntry } from '../../src/catalogue/entry.js';
import type { MigrationsTask } from '../../src/catalogue/migrations-entry.js';
import { readCatalogue } from '../../src/catalogue/read-catalogue.js';
import type { Assessment } from '../../src/database/assessment.js';
import type { Waypoint } from '../../src/database/standing.js';
import type { ReleaseName } from '../../src/rollback.js';
import { aSandbox, type CheckedSandbox, until } from '../support/a-sandbox.js';

type Activities = ReturnType<typeof databaseActivities>;
type Downgrade = Parameters<DatabaseActivities['downgradeDatabase']>[0];

interface Attempt {
  readonly attempt?: number;
  readonly cancelled?: { readonly by: AbortSignal; readonly as: 'CANCELLED' | 'WORKER_SHUTDOWN' };
}

export interface DatabaseInTask {
  readonly sandbox: CheckedSandbox;
  readonly folder: string;
  readonly inTask: CatalogueEntry;
  readonly here: CatalogueEntry;
  readonly from: ReleaseName;
  readonly to: ReleaseName;
  /** As Temporal runs an activity. */
  readonly ask: <T>(work: (activities: Activities) => Promise<T>, attempt?: Attempt) => Promise<T>;
  /** Of a run that RunTask was asked for, oldest first. */
  readonly tasksOf: (runKey: string, step: string) => readonly { readonly arn: string; readonly lastStatus: string }[];
  /** Somebody else's transaction reads a table until it is let go: whoever drops it waits. */
  readonly hold: (table: string) => Promise<() => Promise<void>>;
  /** Resolves when a backend of the run waits for a lock. */
  readonly waits: (runKey: string) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

const pollMs = 50;

export async function aDatabaseInTask(): Promise<DatabaseInTask> {
  const folder = mkdtempSync(join(tmpdir(), 'runback-in-task-'));
  process.env.RUNBACK_HOME = folder;
  const sandbox = await aSandbox({ scenario: 'bad-migration-in-task', timeScale: 200 });
  await sandbox.migrate();
  const { taskDefinition } = sandbox.deploy();
  const aws = createAwsAccess();
  const activities = databaseActivities({ aws, reports: folder });
  const inTask = entryOf(sandbox);
  const { next, past } = sandbox.scenario;
  const url = readFileSync(sandbox.database.urlFile, 'utf8').trim();
  return {
    ...{ sandbox, folder, inTask },
    here: reachedFromHere(inTask, `file:${sandbox.database.urlFile}`),
    from: { commit: next.commit, version: next.version, taskDefinition },
    to: { commit: past.at(-1)?.release.commit ?? '', taskDefinition: 'applylens-api-prod:122' },
    ask(work, { attempt = 1, cancelled } = {}) {
      const environment = new MockActivityEnvironment({ attempt });
      cancelled?.by.addEventListener('abort', () => environment.cancel(cancelled.as), { once: true });
      return environment.run(() => work(activities));
    },
    tasksOf: (runKey, step) =>
      (sandbox.aws.ecs.clusters.get(inTask.ecs.cluster)?.standalone ?? [])
        .filter(({ standaloneRun }) => standaloneRun?.startedBy === `runback/${runKey}/applylens/${step}`)
        .flatMap(({ tasks }) => [...tasks.values()]),
    async hold(table) {
      const client = new Client({ connectionString: url, application_name: 'monthly report' });
      await client.connect();
      client.on('error', () => undefined);
      await client.query(`begin; select from ${table}`);
      return () => client.end();
    },
    waits: (runKey) =>
      until(
        () =>
          asked(
            url,
            `select from pg_stat_activity where application_name = 'runback ${runKey}' and wait_event_type = 'Lock'`,
          ),
        (rows) => rows.length > 0,
      ),
    async close() {
      aws.close();
      await sandbox.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function asked(connectionString: string, sql: string): Promise<readonly unknown[]> {
  const client = new Client({ connectionString });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(sql).finally(() => client.end());
  return rows;
}

function entryOf(sandbox: CheckedSandbox): CatalogueEntry {
  const entries = readCatalogue(readFileSync('runback.yaml', 'utf8'), overlayOf(sandbox)).entries();
  const found = entries.find(({ service, environment }) => service === 'applylens-api' && environment === 'prod');
  if (found === undefined) throw new Error('the catalogue has no applylens-api in prod');
  return { ...found, timings: { ...found.timings, poll: pollMs } };
}

function reachedFromHere(entry: CatalogueEntry, url: string): CatalogueEntry {
  if (entry.database?.migrations === undefined) throw new Error('the catalogue has no migrations');
  const { task: _task, ...migrations } = entry.database.migrations;
  return { ...entry, database: { ...entry.database, url, migrations } };
}

/** The same with another way into its image. */
export function withTask(entry: CatalogueEntry, task: Partial<MigrationsTask>): CatalogueEntry {
  const { database } = entry;
  if (database?.migrations?.task === undefined) throw new Error('the entry is reached by no task');
  const migrations = { ...database.migrations, task: { ...database.migrations.task, ...task } };
  return { ...entry, database: { ...database, migrations } };
}

export const runOf = (runKey: string): Downgrade['run'] =>
  ({ runKey, workflowId: 'rollback/prod/applylens-api' }) as Downgrade['run'];

export const assessed = (
  { ask, from, to }: DatabaseInTask,
  entry: CatalogueEntry,
  runKey: string,
): Promise<Assessment> => ask(({ assessDatabase }) => assessDatabase({ entry, run: runOf(runKey), from, to }));

export const plotted = (
  { ask, from }: DatabaseInTask,
  entry: CatalogueEntry,
  runKey: string,
  assessment: Assessment,
): Promise<readonly Waypoint[]> => ask(({ plotPath }) => plotPath({ entry, run: runOf(runKey), from, assessment }));
