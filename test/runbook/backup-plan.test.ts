import { describe, expect, it } from 'vitest';
import type { BackupFacts } from '../../src/backups.js';
import { judgeBackups, recentBackup } from '../../src/runbook/backup-plan.js';

const at = '2026-11-23T03:04:20.000Z';
const before = (minutes: number) => new Date(Date.parse(at) - minutes * 60_000).toISOString();
const database = { name: 'applylens', url: 'env:DATABASE_URL', host: 'db.applylens.io' };
const judged = (backups: Partial<BackupFacts>) =>
  judgeBackups(
    { state: 'known', value: { kind: 'instance', id: 'applylens-prod', status: 'available', ...backups } },
    { database },
    at,
  );
const snapshotOf = (minutes: number) => ({ id: 'rds:nightly', at: before(minutes), type: 'automated' });

describe('the Backup Plan of the checklist', () => {
  it('is done by a restorable time of the last minutes, and says when that is and what the newest snapshot is', () => {
    expect(judged({ restorableTo: before(3), newestSnapshot: snapshotOf(2_000) })).toEqual({
      state: 'done',
      evidence:
        'applylens-prod can be restored to 03:01 UTC (3 min ago); newest snapshot rds:nightly of 21 November 17:44 UTC (33 h ago)',
    });
  });

  it('is done by a snapshot of the last day alone', () => {
    expect(judged({ newestSnapshot: snapshotOf(9 * 60) })).toMatchObject({
      state: 'done',
      evidence: expect.stringMatching(/^applylens-prod has no automated backups; newest snapshot rds:nightly/),
    });
  });

  it.each([
    ['a restorable time that stands still', { restorableTo: before(16) }],
    ['a snapshot of the day before', { newestSnapshot: snapshotOf(24 * 60 + 1) }],
    ['nothing', {}],
  ])('stays open with %s', (_, backups) => {
    expect(judged(backups).state).toBe('open');
  });

  it('counts what is as old as is allowed', () => {
    expect(recentBackup).toEqual({ snapshotAtMost: '24 hours', restorableAtMost: '15 minutes' });
    expect(judged({ restorableTo: before(15) }).state).toBe('done');
    expect(judged({ newestSnapshot: snapshotOf(24 * 60) }).state).toBe('done');
  });

  it('stays open, and says why, when RDS could not be read', () => {
    expect(judgeBackups({ state: 'unknown', why: 'AccessDenied' }, { database }, at)).toEqual({
      state: 'open',
      evidence: 'the backups could not be read: AccessDenied',
    });
  });

  it('is not connected without a database, and without its name in RDS', () => {
    const without = { state: 'not connected' } as const;
    expect(judgeBackups(without, {}, at)).toEqual({
      state: 'not connected',
      evidence: 'No database is in the catalogue: there is no backup to look for',
    });
    expect(judgeBackups(without, { database }, at).evidence).toMatch(/names no RDS instance .* db\.applylens\.io/);
  });

  it('says what an instance is doing that is not available', () => {
    expect(judged({ status: 'backing-up' }).evidence).toMatch(/; it is backing-up$/);
  });
});
