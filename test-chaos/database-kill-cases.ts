// Where a kill meets each activity of a rollback that takes the database back, which each case has to itself.
import { ECSClient, ListTasksCommand } from '@aws-sdk/client-ecs';
import { until } from '../sandbox/processes/until.js';
import type { TestStage } from '../test/support/a-stage.js';
import { revisions } from './database-in-production.js';
import { type KillCase, type NamedCase, ofItsDatabase } from './kill-case.js';
import { isScheduled, isUnderWay, patience } from './meeting.js';
import { inDatabase, inStaging, leaveBackend, revisionOf } from './own-database.js';

const withDatabase = { request: { method: 'ecs-task', database: {} } } as const;

export const databaseKillCases: Readonly<Record<string, KillCase>> = {
  assessDatabase: { ...withDatabase, locked: 'alembic_version in access exclusive mode', when: isUnderWay },
  readDatabaseHolder: { ...withDatabase, held: true },
  databaseFreed: { ...withDatabase, held: true },
  findRehearsal: withDatabase,
  rehearseDatabase: { ...withDatabase, when: copyIsThere },
  backUpDatabase: {
    ...withDatabase,
    hangs: { operation: 'rds:CreateDBSnapshot', about: ofItsDatabase },
    when: isUnderWay,
  },
  'backUpDatabase, asked for': { ...withDatabase, in: 'backUpDatabase', when: snapshotIsBeingMade },
  plotPath: withDatabase,
  downgradeDatabase: { ...withDatabase, locked: 'emails in access share mode', when: ddlWaits },
  'downgradeDatabase, applied': { ...withDatabase, in: 'downgradeDatabase', when: schemaIsBack },
  // What an earlier attempt left still runs, and the schema is none of the path: it is our doing, and read for the report.
  readStanding: {
    ...withDatabase,
    atGate: strayBesideOurBackend,
    when: isScheduled,
    alone: true,
    outcome: 'FAILED_DIRTY',
    changes: 0,
  },
};

/** The same activities where a task of the release's own image asks the database, and changes it. Short: snapshots are called by them. */
export const inTaskKillCases: Readonly<Record<string, KillCase>> = {
  'assessDatabase, task': { ...withDatabase, in: 'assessDatabase', when: taskRuns },
  'plotPath, task': { ...withDatabase, in: 'plotPath', when: taskRuns },
  'downgradeDatabase, task': {
    ...{ ...withDatabase, in: 'downgradeDatabase', when: ddlWaits },
    locked: 'emails in access share mode',
  },
  // A task takes its time: the kills of others would have it begin anew.
  'downgradeDatabase, task done': { ...withDatabase, in: 'downgradeDatabase', when: schemaIsBack, alone: true },
  'readStanding, task': {
    ...{ ...withDatabase, in: 'readStanding', atGate: strayBesideOurBackend, when: isScheduled, alone: true },
    ...{ outcome: 'FAILED_DIRTY', changes: 0 },
  },
};

const seen = (what: string, { service }: NamedCase, look: () => Promise<boolean>): Promise<true> =>
  until(`${service}: ${what}`, patience, async () => ((await look()) ? true : undefined));

/** Its own, by the key of its run. */
function copyIsThere(stage: TestStage, each: NamedCase): Promise<unknown> {
  return seen('no copy of staging was made', each, async () => {
    const status = await stage.status(each.service).catch(() => undefined);
    const own = `runback_rehearsal_${status?.runKey.replaceAll('-', '').slice(0, 16) ?? ''}`;
    const copies = await inStaging(stage, (client) =>
      client.query('select from pg_database where datname = $1', [own]),
    );
    return copies.rowCount === 1;
  });
}

/** A backend that bears the name of the run, whose migration nobody else can be blamed for. */
async function strayBesideOurBackend(stage: TestStage, service: string): Promise<void> {
  const { runKey } = await stage.status(service);
  await leaveBackend(stage, service, `runback ${runKey}`);
  await inDatabase(stage, service, (client) => client.query('alter table emails add column stray text'));
}

/** Begun for this activity, and not ended. */
async function taskRuns(stage: TestStage, each: NamedCase): Promise<unknown> {
  await isUnderWay(stage, each);
  const ecs = new ECSClient({ endpoint: stage.urls.aws, region: 'us-east-1', credentials: anybody });
  const { runKey } = await stage.status(each.service);
  return seen('no task was begun', each, async () => {
    const startedBy = `runback/${runKey}/${each.service}/look`;
    const { taskArns = [] } = await ecs.send(new ListTasksCommand({ cluster: 'applylens-prod', startedBy }));
    return taskArns.length > 0;
  }).finally(() => ecs.destroy());
}

const anybody = { accessKeyId: 'a-test', secretAccessKey: 'a-test' };

interface InRds {
  readonly snapshots: readonly { readonly instance: string }[];
}

function snapshotIsBeingMade({ urls }: TestStage, each: NamedCase): Promise<unknown> {
  return seen('no snapshot was asked for', each, async () => {
    const { snapshots } = (await (await fetch(new URL('/rds', urls.control))).json()) as InRds;
    return snapshots.some(({ instance }) => instance === each.service);
  });
}

const waitsForTable =
  "select from pg_stat_activity where wait_event_type = 'Lock' and query ilike 'alter table%' and datname = current_database()";

function ddlWaits(stage: TestStage, each: NamedCase): Promise<unknown> {
  return seen('no DDL waited', each, async () => {
    const waiting = await inDatabase(stage, each.service, (client) => client.query(waitsForTable));
    return waiting.rowCount !== 0;
  });
}

/** Committed, and most likely nobody knows yet. */
function schemaIsBack(stage: TestStage, each: NamedCase): Promise<unknown> {
  return seen('the schema was not taken back', each, async () => {
    return (await revisionOf(stage, each.service)) === revisions.target;
  });
}
