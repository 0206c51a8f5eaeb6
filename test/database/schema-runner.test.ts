import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verdictOn } from '../../src/database/step-verdict.js';
import { type AlembicProject, anAlembicProject, stepsTo, toRunner } from './an-alembic-project.js';

let project: AlembicProject;
beforeAll(async () => {
  project = await anAlembicProject();
});
afterAll(() => project.close());

const versionOf = (folder: string, revision: string) => join(folder, 'alembic/versions', `${revision}.py`);
const edit = (file: string, from: string, to: string) =>
  writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));

describe('the steps between two releases', () => {
  it('are the difference of the two closures, children before parents, over branches and merges', async () => {
    const folder = await project.folderAt('0019_merge_importance_and_salary');
    const { down, up } = await stepsTo(folder, ['0019_merge_importance_and_salary'], ['0003_applications']);
    const order = down.map(({ revision }) => revision);
    expect(order.slice(0, 3)).toEqual([
      '0019_merge_importance_and_salary',
      expect.stringMatching(/^0018_/),
      expect.stringMatching(/^0018_/),
    ]);
    expect(order.indexOf('0006_merge_category_and_labels')).toBeLessThan(order.indexOf('0005_labels'));
    expect(order.indexOf('0006_merge_category_and_labels')).toBeLessThan(order.indexOf('0004_email_category'));
    expect(order).toHaveLength(17);
    expect(up).toEqual([]);
  });

  it('lead up where the database is behind', async () => {
    const folder = await project.folderAt('0018_consent_log');
    const { down, up } = await stepsTo(folder, ['0016_status_is_known'], ['0018_consent_log']);
    expect([down, up.map(({ revision }) => revision)]).toEqual([[], ['0017_email_thread', '0018_consent_log']]);
  });

  it('begin at every head that the database has', async () => {
    const folder = await project.folderAt('0018_email_importance', '0018_salary');
    const { heads, down } = await stepsTo(folder, ['0018_email_importance', '0018_salary'], ['0017_email_thread']);
    expect(heads).toEqual(['0018_email_importance', '0018_salary']);
    expect(down.map(({ revision }) => revision).sort()).toEqual(['0018_email_importance', '0018_salary']);
  });

  it('say what taking each one back would do', async () => {
    const heads = [
      '0018_consent_log',
      '0018_email_title',
      '0018_hash_tokens',
      '0018_offer_letters',
      '0018_drop_notes',
      '0018_unique_subject',
    ];
    const folder = await project.folderAt(...heads);
    const { down } = await stepsTo(folder, heads, ['0003_applications']);
    const verdicts = Object.fromEntries(down.map((step) => [step.revision, verdictOn(step)]));
    const kinds: readonly (readonly [string, string, RegExp])[] = [
      ['0018_consent_log', 'destructive', /drops column users.consent_at, table consent_log/],
      ['0018_email_title', 'reversible', /no row/],
      ['0018_hash_tokens', 'irreversible', /refuses: NotImplementedError: A hash does not give its token back/],
      ['0018_offer_letters', 'irreversible', /cannot run: AttributeError: .*drop_tabel/],
      ['0018_drop_notes', 'reversible', /no row/],
      ['0012_encrypted_tokens', 'destructive', /drops column tokens.key_version, and it changes rows of tokens/],
      ['0008_lower_case_status', 'data-changing', /the rows that it changed stay changed/],
      ['0006_merge_category_and_labels', 'reversible', /nothing to take back/],
      ['0014_search_vector', 'destructive', /emails.search/],
    ];
    for (const [revision, kind, because] of kinds)
      expect(verdicts[revision], revision).toMatchObject({ kind, because: expect.stringMatching(because) });
    expect(verdicts['0012_encrypted_tokens']?.loses).toEqual([
      { table: 'tokens', column: 'key_version' },
      { table: 'tokens', isChange: true },
    ]);
    expect(verdicts['0018_unique_subject']).toMatchObject({ isTransactional: false });
    expect(verdicts['0018_drop_notes']).toMatchObject({
      isTransactional: true,
      alreadyLost: [{ table: 'applications', column: 'notes' }],
      file: 'alembic/versions/0018_drop_notes.py',
      line: 15,
    });
  });
});

describe('a folder that cannot be used', () => {
  const ofBroken = async (spoil: (folder: string) => void) => {
    const folder = await project.folderAt('0018_consent_log');
    spoil(folder);
    return toRunner({ command: 'heads', folder });
  };

  it.each<[string, (folder: string) => void, string, RegExp]>([
    ['no alembic.ini', (folder) => rmSync(join(folder, 'alembic.ini')), 'no-folder', /alembic.ini is not in/],
    [
      'a missing parent',
      (folder) => rmSync(versionOf(folder, '0016_status_is_known')),
      'missing-parent',
      /0016_status_is_known/,
    ],
    [
      'a migration that fails on import',
      (folder) =>
        edit(
          versionOf(folder, '0017_email_thread'),
          'import sqlalchemy as sa',
          'import sqlalchemy as sa\nimport no_such_module',
        ),
      'does-not-load',
      /0017_email_thread.py: ModuleNotFoundError: No module named 'no_such_module'/,
    ],
    [
      'a migration that ends the process',
      (folder) =>
        edit(
          versionOf(folder, '0017_email_thread'),
          'import sqlalchemy as sa',
          'import sqlalchemy as sa\nraise SystemExit(0)',
        ),
      'does-not-load',
      /0017_email_thread.py: SystemExit/,
    ],
    [
      'a syntax error',
      (folder) => edit(versionOf(folder, '0017_email_thread'), 'def upgrade', 'deff upgrade'),
      'does-not-load',
      /0017_email_thread.py: SyntaxError/,
    ],
  ])('for %s is refused with the file’s name', async (_, spoil, kind, says) => {
    expect(await ofBroken(spoil)).toMatchObject({ state: 'refused', kind, says: expect.stringMatching(says) });
  });

  it('does not know a revision by its beginning, nor one of another branch', async () => {
    const folder = await project.folderAt('0017_email_thread');
    const request = { command: 'steps', folder, current: ['0018_consent_log', '0017'], target: [] };
    expect(await toRunner(request)).toMatchObject({
      state: 'refused',
      kind: 'unknown-revision',
      about: ['0018_consent_log', '0017'],
    });
  });

  it('keeps what it prints away from the answers, and sees no secret of ours', async () => {
    const folder = await project.folderAt('0001_users');
    const spy = 'import os\nprint(sorted(each for each in os.environ if "AWS" in each or "DATABASE" in each))';
    edit(versionOf(folder, '0001_users'), 'import sqlalchemy as sa', `import sqlalchemy as sa\n${spy}`);
    process.env.AWS_SECRET_ACCESS_KEY = 'not for migrations';
    const said: string[] = [];
    const answer = await toRunner({ command: 'heads', folder }, { onSaid: (line: string) => said.push(line) });
    delete process.env.AWS_SECRET_ACCESS_KEY;
    expect(answer.state).toBe('answered');
    expect(said).toContain('[]');
  });

  it('says so where there is no such Python', async () => {
    const gone = await toRunner({ command: 'heads', folder: '/' }, { python: '/no/such/python' });
    expect(gone).toEqual({ state: 'gone', says: 'there is no /no/such/python' });
  });
});
