import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSchemaState } from '../../activities/database/schema-state.js';
import { walkPath } from '../../activities/database/walk-path.js';
import { summaryOf } from '../../src/database/rehearsal.js';
import { type AlembicProject, anAlembicProject, asked, aWalk, python } from './an-alembic-project.js';
import { type Prepared, prepared, rehearsed } from './prepared.js';

let project: AlembicProject;
beforeAll(async () => {
  project = await anAlembicProject();
});
afterAll(() => project.close());

/** The last migration's downgrade() does one thing more. */
async function downgradesToo({ folder }: Prepared, statement: string): Promise<void> {
  const versions = join(folder, 'alembic/versions');
  const [name = ''] = (await readdir(versions)).filter((file) => file.startsWith('0018'));
  const source = await readFile(join(versions, name), 'utf8');
  const changed = source.replace(
    /def downgrade\(\).*:\n/,
    (line) => `${line}    import sqlalchemy as sa\n    ${statement}\n`,
  );
  await writeFile(join(versions, name), changed);
}

describe('a rehearsal', () => {
  it('leaves staging’s own data alone and removes its copy', async () => {
    const given = await prepared(project, '0018_consent_log', '0017_email_thread');
    await given.database.run(
      `insert into users (email) values ('a'); insert into consent_log (user_id, purpose) select id, 'x' from users`,
    );
    await rehearsed(given);
    expect(await given.database.run('select count(*)::int as rows from consent_log')).toEqual([{ rows: 1 }]);
    expect(await given.database.run(`select from pg_database where datname like 'runback_rehearsal%'`)).toEqual([]);
  });

  it('says that staging stands elsewhere', async () => {
    const given = await prepared(project, '0017_email_thread', '0016_status_is_known', { from: ['0018_consent_log'] });
    expect((await rehearsed(given)).stoppedBy).toMatch(
      /staging is at 0017_email_thread, production at 0018_consent_log/,
    );
  });

  it('of production that stopped between two releases begins where that is: the copy is brought there', async () => {
    const heads = { from: ['0015_reminders'], steps: ['0015_reminders', '0014_search_vector'] };
    const given = await prepared(project, '0018_consent_log', '0013_application_email', heads);
    const rehearsal = await rehearsed(given);
    expect(rehearsal.stoppedBy ?? rehearsal.doesNotComeUpAgain).toBeUndefined();
    expect(rehearsal.steps.map(({ revision }) => revision)).toEqual(heads.steps);
    expect((await readSchemaState(given.database.reference, asked)).revisions).toEqual(['0018_consent_log']);
  });

  it('stops where a step cannot run, and says why', async () => {
    const given = await prepared(project, '0018_consent_log', '0017_email_thread');
    await given.database.run('create view consents as select * from consent_log');
    expect((await rehearsed(given)).stoppedBy).toMatch(
      /cannot drop table consent_log because other objects depend on it/,
    );
  });

  it('says before anybody approves that the way does not lead up again', async () => {
    const given = await prepared(project, '0010_sender_domain', '0009_agent_runs');
    await given.database.run('alter table emails alter column sender_domain set default 1');
    expect((await rehearsed(given)).doesNotComeUpAgain).toMatch(/the schema that came back is another/);
  });

  it('ends at the schema that the target’s own migrations build, or says in what it does not', async () => {
    const whole = await prepared(project, '0018_consent_log', '0017_email_thread');
    await whole.database.run('alter table users add column added_by_hand text');
    expect((await rehearsed(whole)).schema).toEqual({ state: 'the same' });
    const partly = await prepared(project, '0018_consent_log', '0017_email_thread');
    await downgradesToo(partly, `op.add_column('users', sa.Column('left_over', sa.Integer()))`);
    expect((await rehearsed(partly)).schema).toEqual({
      state: 'another',
      lines: ['+ column public.users.left_over integer'],
    });
  });

  it('sees what a step takes away that it looks into the database for first', async () => {
    const given = await prepared(project, '0018_consent_log', '0017_email_thread');
    await given.database.run(
      `insert into users (email) values ('a'); insert into tokens (user_id) select id from users`,
    );
    await downgradesToo(given, `op.get_bind().exec_driver_sql("UPDATE tokens SET secret = NULL")`);
    await downgradesToo(given, `op.get_bind().exec_driver_sql("DROP TABLE reminders")`);
    const [step] = summaryOf(await rehearsed(given)).steps;
    expect(step?.loses).toEqual([
      ...[{ table: 'consent_log' }, { table: 'reminders' }, { table: 'users', column: 'consent_at' }],
      { table: 'tokens', isChange: true },
    ]);
  });

  it('says that it could not be compared where the target’s migrations do not run on an empty database', async () => {
    const given = await prepared(project, '0018_consent_log', '0017_email_thread');
    await writeFile(join(given.target, 'alembic/env.py'), 'raise RuntimeError("only on a database that is there")');
    const { schema, stoppedBy } = await rehearsed(given);
    expect(schema).toEqual({ state: 'not known', why: 'only on a database that is there' });
    expect(stoppedBy).toBeUndefined();
  });

  it('gives the migrations what the catalogue says that they need to be loaded', async () => {
    const given = await prepared(project, '0018_consent_log', '0017_email_thread', { environment: { SECRET: 'none' } });
    const env = join(given.folder, 'alembic/env.py');
    await writeFile(env, `import os\nos.environ['SECRET']\n${await readFile(env, 'utf8')}`);
    expect((await rehearsed(given)).stoppedBy).toBeUndefined();
  });

  it('keeps the words of tests that fail', async () => {
    const given = await prepared(project, '0018_consent_log', '0017_email_thread', {
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
    const given = await prepared(project, '0018_consent_log', '0017_email_thread');
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
