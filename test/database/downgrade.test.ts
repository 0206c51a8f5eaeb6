import { spawn } from 'node:child_process';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readingFrom } from '../../activities/database/connection.js';
import { type DowngradeOrder, downgrade, waypoints } from '../../activities/database/downgrade.js';
import { type RehearsalOrder, rehearse } from '../../activities/database/rehearse.js';
import { readCatalogue, readSchemaState } from '../../activities/database/schema-state.js';
import { walkPath } from '../../activities/database/walk-path.js';
import { until } from '../../sandbox/processes/until.js';
import type { Rehearsal } from '../../src/database/rehearsal.js';
import {
  type ADatabase,
  type AlembicProject,
  anAlembicProject,
  asked,
  aWalk,
  programs,
  python,
  signal,
  stepsTo,
} from './an-alembic-project.js';

let project: AlembicProject;
beforeAll(async () => {
  project = await anAlembicProject();
});
afterAll(() => project.close());

interface Prepared {
  readonly database: ADatabase;
  readonly folder: string;
  readonly target: string;
  readonly steps: readonly string[];
  readonly order: Omit<RehearsalOrder, 'staging'>;
}

/** A database at `from`, to be taken back to `to`. */
async function prepared(from: string, to: string, given: Partial<RehearsalOrder> = {}): Promise<Prepared> {
  const [database, folder, target] = await Promise.all([
    project.databaseAt(from),
    project.folderAt(from),
    project.folderAt(to),
  ]);
  const steps = (await stepsTo(folder, [from], [to])).down.map(({ revision }) => revision);
  const order = {
    ...{ database: 'applylens', folder, targetFolder: target, python, urlVariable: 'DATABASE_URL', steps, signal },
    ...{ from: [from], to: [to], filesHash: 'f00d', transactions: 'one' as const, testsWithinMs: 10_000 },
    key: folder.replaceAll(/\W/g, '').slice(-16),
    now: () => new Date().toISOString(),
    onSaid: () => undefined,
    ...given,
  };
  return { database, folder, target, steps, order };
}

const rehearsed = ({ database, order }: Prepared): Promise<Rehearsal> =>
  rehearse({ ...order, staging: { url: database.reference.url, ...(programs === undefined ? {} : { programs }) } });

async function orderFor(
  given: Prepared,
  rehearsal: Rehearsal,
  more: Partial<DowngradeOrder['walk']> = {},
): Promise<DowngradeOrder> {
  const before = await readingFrom(given.database.reference, asked, readCatalogue);
  return {
    place: given.database.reference,
    walk: aWalk(given.database.url, given.folder, { transactions: rehearsal.transactions, ...more }),
    path: waypoints(rehearsal.from, before, rehearsal.steps),
    steps: given.steps,
    reaches: ['users', 'emails'],
    onProgress: () => undefined,
  };
}

describe('a downgrade', () => {
  it('goes the rehearsed way, leaves the schema of a fresh build, and is done when it is asked again', async () => {
    const given = await prepared('0018_consent_log', '0012_encrypted_tokens', {
      tests: [python, '-c', 'print("12 passed")'],
    });
    const fresh = await project.databaseAt('0012_encrypted_tokens');
    const rehearsal = await rehearsed(given);
    expect(rehearsal).toMatchObject({ tests: { state: 'passed', lastLines: ['12 passed'] } });
    expect(rehearsal.stoppedBy ?? rehearsal.doesNotComeUpAgain).toBeUndefined();
    const order = await orderFor(given, rehearsal);
    expect(await downgrade(order)).toMatchObject({ standing: { state: 'on the path', done: 6 }, ran: given.steps });
    const [now, wanted] = await Promise.all(
      [given.database, fresh].map(({ reference }) => readSchemaState(reference, asked)),
    );
    expect(now).toMatchObject({ fingerprint: wanted?.fingerprint, revisions: ['0012_encrypted_tokens'] });
    expect(await downgrade(order)).toMatchObject({ standing: { done: 6 }, ran: [] });
  });

  it('waits behind nobody: a lock is given up, whoever holds it is named, and nothing was changed', async () => {
    const given = await prepared('0018_consent_log', '0017_email_thread');
    const order = await orderFor(given, await rehearsed(given), { lockTimeoutMs: 300 });
    const blocker = new Client({ connectionString: given.database.url, application_name: 'monthly report' });
    await blocker.connect();
    await blocker.query('begin; select * from users');
    const end = await downgrade(order);
    await blocker.end();
    expect(end).toMatchObject({ standing: { state: 'on the path', done: 0 }, sqlstate: '55P03' });
    expect(end.blockers.map(({ application }) => application)).toEqual(['monthly report']);
    expect(await downgrade(order)).toMatchObject({ standing: { done: 1 } });
  });

  it('ends the backend that a killed worker left, and goes on from where the database stands', async () => {
    const given = await prepared('0018_consent_log', '0015_reminders');
    const order = await orderFor(given, await rehearsed(given));
    const [slow] = await holdUp(given.database, order.walk.applicationName);
    const end = await downgrade(order);
    slow.kill('SIGKILL');
    expect(end).toMatchObject({ orphansEnded: 1, standing: { state: 'on the path', done: 3 } });
  });

  it('finds what was committed although the answer was lost', async () => {
    const given = await prepared('0018_consent_log', '0017_email_thread');
    const order = await orderFor(given, await rehearsed(given));
    const identity = await readSchemaState(given.database.reference, asked);
    await walkPath({
      ...order.walk,
      direction: 'down',
      steps: given.steps,
      from: ['0018_consent_log'],
      expects: identity,
    });
    expect(await downgrade(order)).toMatchObject({ standing: { done: 1 }, ran: [] });
  });

  it('goes on in the middle where each step has its own transaction', async () => {
    const given = await prepared('0009_agent_runs', '0006_merge_category_and_labels', { transactions: 'each' });
    const order = await orderFor(given, await rehearsed(given));
    const identity = await readSchemaState(given.database.reference, asked);
    const half = {
      direction: 'down',
      steps: given.steps.slice(0, 2),
      from: ['0009_agent_runs'],
      expects: identity,
    } as const;
    await walkPath({ ...order.walk, ...half });
    expect(await downgrade(order)).toMatchObject({ standing: { done: 3 }, ran: ['0007_email_received_index'] });
  });

  it('does not believe a revision that the catalogue denies', async () => {
    const given = await prepared('0009_agent_runs', '0006_merge_category_and_labels', { transactions: 'each' });
    const order = await orderFor(given, await rehearsed(given));
    await given.database.run('drop index ix_emails_received');
    const end = await downgrade(order);
    expect(end).toMatchObject({ standing: { state: 'off the path', claims: 0 }, ran: [] });
    expect((await readSchemaState(given.database.reference, asked)).revisions).toEqual(['0009_agent_runs']);
  });

  it('of two at once lets one through', async () => {
    const given = await prepared('0018_consent_log', '0015_reminders');
    const order = await orderFor(given, await rehearsed(given));
    const other = { ...order, walk: { ...order.walk, applicationName: 'another run' } };
    const ends = await Promise.all([downgrade(order), downgrade(other)]);
    expect(ends.map(({ standing }) => standing)).toContainEqual({ state: 'on the path', done: 3 });
    expect(await readSchemaState(given.database.reference, asked)).toMatchObject({ revisions: ['0015_reminders'] });
  });
});

/** A backend under the run's name whose client is gone: it holds `users` for half a minute. */
async function holdUp(database: ADatabase, applicationName: string) {
  const script = `import psycopg,os
with psycopg.connect(os.environ["URL"], application_name=os.environ["NAME"]) as c:
    c.execute("lock table users; select pg_sleep(30)")`;
  const child = spawn(python, ['-c', script], { env: { URL: database.url, NAME: applicationName }, stdio: 'ignore' });
  await until('the lock was not taken', 20_000, async () => {
    const rows = await database.run(`select from pg_locks where relation = 'users'::regclass and granted`);
    return rows.length > 0 ? true : undefined;
  });
  return [child] as const;
}

describe('a rehearsal', () => {
  it('leaves staging’s own data alone and removes its copy', async () => {
    const given = await prepared('0018_consent_log', '0017_email_thread');
    await given.database.run(
      `insert into users (email) values ('a'); insert into consent_log (user_id, purpose) select id, 'x' from users`,
    );
    await rehearsed(given);
    expect(await given.database.run('select count(*)::int as rows from consent_log')).toEqual([{ rows: 1 }]);
    expect(await given.database.run(`select from pg_database where datname like 'runback_rehearsal%'`)).toEqual([]);
  });

  it('says that staging stands elsewhere', async () => {
    const given = await prepared('0017_email_thread', '0016_status_is_known', { from: ['0018_consent_log'] });
    expect((await rehearsed(given)).stoppedBy).toMatch(
      /staging is at 0017_email_thread, production at 0018_consent_log/,
    );
  });

  it('stops where a step cannot run, and says why', async () => {
    const given = await prepared('0018_consent_log', '0017_email_thread');
    await given.database.run('create view consents as select * from consent_log');
    expect((await rehearsed(given)).stoppedBy).toMatch(
      /cannot drop table consent_log because other objects depend on it/,
    );
  });

  it('says before anybody approves that the way does not lead up again', async () => {
    const given = await prepared('0010_sender_domain', '0009_agent_runs');
    await given.database.run('alter table emails alter column sender_domain set default 1');
    expect((await rehearsed(given)).doesNotComeUpAgain).toMatch(/the schema that came back is another/);
  });

  it('keeps the words of tests that fail', async () => {
    const given = await prepared('0018_consent_log', '0017_email_thread', {
      tests: [python, '-c', 'raise SystemExit("1 failed")'],
    });
    expect((await rehearsed(given)).tests).toMatchObject({ state: 'failed', lastLines: ['1 failed'] });
  });
});

describe('the database that is meant', () => {
  it.each([
    ['another database', { database: 'postgres' }, 'another-database'],
    ['another server', { systemIdentifier: '1' }, 'another-database'],
  ])('is not %s', async (_, wrong, kind) => {
    const given = await prepared('0018_consent_log', '0017_email_thread');
    const identity = await readSchemaState(given.database.reference, asked);
    const walk = aWalk(given.database.url, given.folder);
    const way = {
      direction: 'down',
      steps: given.steps,
      from: ['0018_consent_log'],
      expects: { ...identity, ...wrong },
    } as const;
    expect(await walkPath({ ...walk, ...way })).toMatchObject({ state: 'refused', kind });
    expect((await readSchemaState(given.database.reference, asked)).revisions).toEqual(['0018_consent_log']);
  });
});
