import { describe, expect, it } from 'vitest';
import { dataAtStake, lossesInWords } from '../../src/database/loss-words.js';
import { compatibilityOf } from '../../src/database/order.js';
import type { RehearsedStep } from '../../src/database/rehearsal.js';
import { lossesSeen } from '../../src/database/rehearsed-losses.js';
import type { PrintedMigration } from '../../src/database/schema-step.js';
import { verdictOn } from '../../src/database/step-verdict.js';
import { anAssessment } from '../support/scripted-database.js';

const rehearsed = (delta: Partial<RehearsedStep['delta']>, changedRowsOf: string[] = []): RehearsedStep => ({
  ...{ revision: '0018_x', heads: ['0017'], tookMs: 1, changedRowsOf },
  delta: { removed: [], added: [], ...delta },
});

const verdict = (downgrade: PrintedMigration, seen?: RehearsedStep) =>
  verdictOn({ revision: '0018_x', parents: ['0017'], says: '', file: 'x.py', hash: '', downgrade }, seen);

const looksFirst = { sql: [], stopped: { why: 'needs-database', line: 3, says: 'inspect' } } as const;

describe('what a rehearsed step took away', () => {
  it('is read from the catalogue: tables, columns of tables that stay, and other types', () => {
    const removed = [
      ...['column public.consent_log.purpose text not null', 'table public.consent_log r'],
      ...['column public.users.consent_at timestamp with time zone', 'column billing.bills.total numeric(12,2)'],
      ...['column public.users.name text', 'column public.shown.id integer', 'view public.shown 1f'],
    ];
    const added = ['column billing.bills.total integer not null', "column public.users.name text default 'x'::text"];
    expect(lossesSeen(rehearsed({ removed, added }))).toEqual([
      { table: 'consent_log' },
      { table: 'users', column: 'consent_at' },
      { table: 'billing.bills', isChange: true },
    ]);
  });

  it('has the tables whose rows were changed, but for those that came or went with it', () => {
    const seen = rehearsed({ removed: ['table public.old r'], added: ['table public.new r'] }, [
      ...['public.old', 'public.new', 'public.tokens'],
    ]);
    expect(lossesSeen(seen)).toEqual([{ table: 'old' }, { table: 'tokens', isChange: true }]);
  });

  it('makes a step destructive of which the SQL tells nothing, and is locked by it', () => {
    const seen = rehearsed({ removed: ['table public.consent_log r'] }, ['public.users']);
    expect(verdict(looksFirst)).toMatchObject({ kind: 'unclear', loses: [] });
    expect(verdict(looksFirst, seen)).toMatchObject({
      kind: 'destructive',
      because: expect.stringMatching(/inspect; rehearsed, it took away table consent_log and changed rows of users$/),
      loses: [{ table: 'consent_log' }, { table: 'users', isChange: true }],
      reaches: ['consent_log', 'users'],
    });
    expect(verdict(looksFirst, rehearsed({})).because).toMatch(/rehearsed, no table, column or row was lost$/);
  });

  it('is said once where the SQL tells of it, and not at all where it goes on under another name', () => {
    const removed = ['column public.users.a text', 'table public.old r', 'column public.users.b text'];
    const sql = [
      ...['ALTER TABLE users DROP COLUMN a', 'ALTER TABLE old RENAME TO new', 'ALTER TABLE users RENAME b TO c'],
      'UPDATE users SET c = NULL',
    ];
    expect(verdict({ sql }, rehearsed({ removed }, ['public.users'])).loses).toEqual([
      { table: 'users', column: 'a' },
      { table: 'users', isChange: true },
    ]);
  });
});

describe('rows that a downgrade changes', () => {
  it('are at stake as what it drops is, in numbers', () => {
    const { loses, because } = verdict({ sql: ['UPDATE tokens SET secret = NULL', 'DROP TABLE consent_log'] });
    expect(because).toBe('it drops table consent_log, and it changes rows of tokens');
    const losses = loses.map((each) => ({ ...each, rows: 812, step: '0018_x' }));
    expect(lossesInWords(anAssessment({ losses }))).toBe(
      'table consent_log (812 rows), rows of tokens changed (up to 812)',
    );
    expect(dataAtStake(anAssessment({ losses }))[0]).toMatch(/^lost or changed for good: table consent_log/);
  });

  it('are none where rows are only added, or the table comes with the step', () => {
    const sql = ['INSERT INTO labels (name) VALUES (1)', 'CREATE TABLE a (id INTEGER)', 'UPDATE a SET id = 1'];
    expect(verdict({ sql }).loses).toEqual([]);
    expect(
      verdict({ sql: ['INSERT INTO labels (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET id = 2'] }).loses,
    ).toEqual([{ table: 'labels', isChange: true }]);
  });
});

describe('before an approval', () => {
  it('it is said first what the upgrade destroyed, and last what only the copy could show', () => {
    const { steps: known } = anAssessment();
    const alreadyLost = [{ table: 'users', column: 'notes', rows: null, step: '0018_x' }];
    const steps = known.map((each) => ({ ...each, kind: 'unclear' as const }));
    expect(dataAtStake(anAssessment({ alreadyLost, losses: [], steps }))).toEqual([
      'comes back empty: column users.notes',
      'nothing is lost',
      'what 0018_consent_log takes away shows in the database only; on the copy it was nothing',
    ]);
  });
});

describe('an application that goes alone', () => {
  const tests = { command: 'pytest', lastLines: ['1 failed'], tookMs: 1 };
  const rehearsedWith = (state: 'passed' | 'failed') => ({ at: '', testsBefore: { ...tests, state } });

  it('is proven to run on the newer schema by a rehearsal of an earlier day that counts still, or proven not to', () => {
    const given = { isAdditive: false };
    expect(compatibilityOf(anAssessment(given), false).isProven).toBe(false);
    const passed = anAssessment({ ...given, rehearsed: rehearsedWith('passed') });
    expect(compatibilityOf(passed, false)).toMatchObject({
      isProven: true,
      because: expect.stringContaining('tests passed'),
    });
    const failed = anAssessment({ isAdditive: true, rehearsed: rehearsedWith('failed') });
    expect(compatibilityOf(failed, true).isProven).toBe(false);
  });
});
