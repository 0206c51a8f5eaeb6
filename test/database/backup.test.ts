import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BackupWanted,
  backupId,
  judgeBackup,
  refusedBecause,
  type SeenSnapshot,
} from '../../src/database/backup.js';

const wanted: BackupWanted = {
  id: 'rollback-backup-20261123-030400-c0ffee',
  rds: { kind: 'instance', id: 'applylens-prod' },
  runKey: 'r-1',
  since: '2026-11-23T03:04:00.000Z',
};
const seen: SeenSnapshot = {
  id: wanted.id,
  of: 'applylens-prod',
  status: 'available',
  percent: 100,
  at: '2026-11-23T03:05:30.000Z',
  allocatedGib: 100,
  tags: { 'runback:run': 'r-1' },
};

it('a snapshot of a cluster is of use although RDS gives its size as 0', () => {
  const ofCluster: BackupWanted = { ...wanted, rds: { kind: 'cluster', id: 'applylens-prod' } };
  expect(judgeBackup({ ...seen, allocatedGib: 0 }, ofCluster)).toEqual({ is: 'available', at: seen.at });
});

describe('the id of a backup', () => {
  it('is the time of the acceptance and the end of the run, whenever it is asked for', () => {
    const run = { acceptedAt: '2025-10-17T14:30:00.123Z', runKey: '019a2f3e-0000-7000-8000-00ABCDC0FFEE' };
    expect(backupId(run)).toBe('rollback-backup-20251017-143000-c0ffee');
    expect(backupId(run, 'applylens-{{ run }}')).toBe('applylens-20251017-143000-c0ffee');
  });

  it('is one that RDS takes, of an instance and of a cluster', () => {
    const acceptedAt = fc.date({ min: new Date('2020-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(acceptedAt, fc.uuid(), (at, runKey) => {
        expect(backupId({ acceptedAt: at.toISOString(), runKey })).toMatch(/^(?=.{1,63}$)[a-z](?:-?[a-z0-9])*$/);
      }),
    );
  });
});

describe('a snapshot', () => {
  it('is the backup when it is available, of the instance, of the run, newer than the request and not empty', () => {
    expect(judgeBackup(seen, wanted)).toEqual({ is: 'available', at: seen.at });
  });

  it('is not judged while it is being made, and its progress is said', () => {
    const { at: _, ...creating } = { ...seen, status: 'creating', percent: 40 };
    expect(judgeBackup(creating, wanted)).toEqual({
      is: 'under way',
      sentence: 'snapshot rollback-backup-20261123-030400-c0ffee is creating, 40 %',
    });
  });

  it.each([
    ['of another instance', { of: 'applylens-staging' }, /is of applylens-staging, not of applylens-prod/],
    ['of another run', { tags: { 'runback:run': 'r-2' } }, /another run or a person made it/],
    ['without the tag of a run', { tags: {} }, /another run or a person made it/],
    ['that failed', { status: 'failed' }, /it is failed/],
    ['in a state that is not known', { status: 'incompatible-restore' }, /it is incompatible-restore/],
    ['older than the request', { at: '2026-11-22T03:00:00.000Z' }, /holds what was there 24 h before the request/],
    ['without a time', { at: undefined }, /it has no time/],
    ['of no size', { allocatedGib: 0 }, /its size is zero/],
  ])('%s is of no use, and the remedy is said', (_, given, why) => {
    const verdict = judgeBackup({ ...seen, ...given } as SeenSnapshot, wanted);
    expect(verdict).toMatchObject({ is: 'of no use', why: expect.stringMatching(why) });
    expect(verdict).toHaveProperty('remedy', expect.stringContaining('Runback deletes no snapshot'));
  });

  it('of the run may be a little older than the request by the clock of RDS', () => {
    expect(judgeBackup({ ...seen, at: '2026-11-23T03:03:30.000Z' }, wanted).is).toBe('available');
  });
});

describe('a refusal of RDS', () => {
  it.each([
    ['not available', /^Wait until applylens-prod is available \(aws rds wait db-instance-available .*retry$/],
    ['too many', /^Delete manual snapshots that nobody needs, or have the quota raised/],
    ['not there', /^Correct instance of the database in the catalogue/],
  ] as const)('%s has a remedy', (not, remedy) => {
    expect(refusedBecause(not, 'in its words', wanted.rds)).toEqual({
      why: 'RDS makes no snapshot of applylens-prod: in its words',
      remedy: expect.stringMatching(remedy),
    });
  });
});
