import { spawn } from 'node:child_process';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { downgrade } from '../../activities/database/downgrade.js';
import { readSchemaState } from '../../activities/database/schema-state.js';
import { walkPath } from '../../activities/database/walk-path.js';
import { until } from '../../sandbox/processes/until.js';
import { type ADatabase, type AlembicProject, anAlembicProject, asked, python } from './an-alembic-project.js';
import { orderFor, prepared, rehearsed } from './prepared.js';

let project: AlembicProject;
beforeAll(async () => {
  project = await anAlembicProject();
});
afterAll(() => project.close());

describe('a downgrade', () => {
  it('goes the rehearsed way, leaves the schema of a fresh build, and is done when it is asked again', async () => {
    const given = await prepared(project, '0018_consent_log', '0012_encrypted_tokens', {
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
    const given = await prepared(project, '0018_consent_log', '0017_email_thread');
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
    const given = await prepared(project, '0018_consent_log', '0015_reminders');
    const order = await orderFor(given, await rehearsed(given));
    const [slow] = await holdUp(given.database, order.walk.applicationName);
    const end = await downgrade(order);
    slow.kill('SIGKILL');
    expect(end).toMatchObject({ orphansEnded: 1, standing: { state: 'on the path', done: 3 } });
  });

  it('finds what was committed although the answer was lost', async () => {
    const given = await prepared(project, '0018_consent_log', '0017_email_thread');
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

  it('is refused where the URL leads to another server by now, and nothing was changed', async () => {
    const given = await prepared(project, '0018_consent_log', '0017_email_thread');
    const order = await orderFor(given, await rehearsed(given));
    await expect(downgrade({ ...order, systemIdentifier: '1' })).rejects.toThrow(/another server than the one/);
    const { revisions } = await readSchemaState(given.database.reference, asked);
    expect(revisions).toEqual(['0018_consent_log']);
  });

  it('goes on in the middle where each step has its own transaction', async () => {
    const given = await prepared(project, '0009_agent_runs', '0006_merge_category_and_labels', {
      transactions: 'each',
    });
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
    const given = await prepared(project, '0009_agent_runs', '0006_merge_category_and_labels', {
      transactions: 'each',
    });
    const order = await orderFor(given, await rehearsed(given));
    await given.database.run('drop index ix_emails_received');
    const end = await downgrade(order);
    expect(end).toMatchObject({ standing: { state: 'off the path', claims: 0 }, ran: [] });
    expect((await readSchemaState(given.database.reference, asked)).revisions).toEqual(['0009_agent_runs']);
  });

  it('is rolled back before its COMMIT where it comes to a schema that was not foretold', async () => {
    const given = await prepared(project, '0018_consent_log', '0017_email_thread');
    const rehearsal = await rehearsed(given);
    await given.database.run('create index by_hand on users (consent_at); create index on consent_log (purpose)');
    const order = await orderFor(given, rehearsal);
    const [before = never(), after = never()] = order.path;
    const end = await downgrade({ ...order, path: [before, { ...after, fingerprint: 'f00d' }] });
    expect(end).toMatchObject({ standing: { state: 'on the path', done: 0 }, begun: true });
    expect(end.says).toMatch(/after 0018_consent_log the schema is not as the rehearsal foretold.* not committed/);
    expect(await downgrade(order)).toMatchObject({ standing: { done: 1 } });
  });

  it('of two at once lets one through', async () => {
    const given = await prepared(project, '0018_consent_log', '0015_reminders');
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

const never = (): never => {
  throw new Error('the path has two points');
};
