import { describe, expect, it } from 'vitest';
import type { BackupFacts } from '../../src/backups.js';
import type { Fact } from '../../src/rollback.js';
import { restoreEstimate, restoreFacts } from '../../src/runbook/restore.js';

const at = '2026-11-23T03:34:00.000Z';
const rds = { kind: 'instance', id: 'applylens-prod' } as const;
const database = { name: 'applylens', url: 'env:DATABASE_URL', host: 'db.applylens.io', rds };
const aws = { region: 'eu-west-1' };
const backups: Fact<BackupFacts> = {
  state: 'known',
  value: {
    ...rds,
    status: 'available',
    allocatedGib: 100,
    restorableTo: '2026-11-23T03:29:00.000Z',
    newestSnapshot: { id: 'nightly', at: '2026-11-22T18:34:00.000Z', type: 'automated' },
  },
};

describe('the restore that is prepared for an escalation', () => {
  it('says what it can be restored to, what would be lost since, and how long it takes at least', () => {
    expect(restoreFacts(backups, { database, aws }, at).restore).toBe(
      'applylens-prod can be restored to 03:29 UTC: what was written since (5 min) would be lost; ' +
        'snapshot nightly is of 2026-11-22T18:34:00.000Z: what was written since (9 h) would be lost. ' +
        'Estimate for 100 GiB: available after about 33 min (as one report measured it for an empty instance), ' +
        'all of it loaded after about 47 min (at 125 MiB/s), and longer where much has to be replayed',
    );
  });

  it('is a command each for the newest moment and for the snapshot, which make a new instance', () => {
    expect(restoreFacts(backups, { database, aws }, at)).toMatchObject({
      'restore to the newest moment':
        'aws rds restore-db-instance-to-point-in-time --source-db-instance-identifier applylens-prod --target-db-instance-identifier applylens-prod-restored-20261123-0334 --use-latest-restorable-time --region eu-west-1',
      'restore the snapshot':
        'aws rds restore-db-instance-from-db-snapshot --db-instance-identifier applylens-prod-restored-20261123-0334 --db-snapshot-identifier nightly --region eu-west-1',
      'before restoring': expect.stringMatching(
        /new instance beside applylens-prod.*newest moment bears what did the harm, too: --restore-time.*Runback runs none of them$/,
      ),
    });
  });

  it('is a command all the same when RDS could not be read, which is said', () => {
    const unread = restoreFacts({ state: 'unknown', why: 'throttled' }, { database, aws }, at);
    expect(unread.restore).toBe('Not known what it can be restored to: the backups could not be read: throttled');
    expect(unread['restore to the newest moment']).toContain('--source-db-instance-identifier applylens-prod ');
    expect(unread).not.toHaveProperty('restore the snapshot');
    expect(restoreFacts(undefined, { database, aws }, at).restore).toMatch(/in time for this page$/);
  });

  it('is of the cluster where Aurora is behind it, and guesses no duration', () => {
    const ofCluster: Fact<BackupFacts> = { state: 'known', value: { ...backups.value, kind: 'cluster', id: 'orders' } };
    const facts = restoreFacts(ofCluster, { database, aws }, at);
    expect(facts.restore).toMatch(/How long a restored cluster takes is not known/);
    expect(facts['restore to the newest moment']).toBe(
      'aws rds restore-db-cluster-to-point-in-time --source-db-cluster-identifier orders --db-cluster-identifier orders-restored-20261123-0334 --use-latest-restorable-time --region eu-west-1',
    );
    expect(facts['then give it an instance']).toMatch(
      /create-db-instance --db-instance-identifier orders-restored-20261123-0334-1 --db-cluster-identifier orders-restored-20261123-0334 --engine aurora-postgresql /,
    );
  });

  it('is nothing without a database or its name in RDS', () => {
    expect(restoreFacts({ state: 'not connected' }, { aws }, at)).toEqual({
      restore: 'No database is in the catalogue',
    });
    const unnamed = { name: 'applylens', url: database.url, host: database.host };
    expect(restoreFacts({ state: 'not connected' }, { database: unnamed, aws }, at).restore).toMatch(
      /names no RDS instance .* look up the newest restorable time/,
    );
  });

  it('names a new instance as RDS allows, however long the name of the old one is', () => {
    const long = { ...database, rds: { kind: 'instance', id: `a${'-b'.repeat(31)}` } as const };
    const command = restoreFacts(undefined, { database: long, aws }, at)['restore to the newest moment'] ?? '';
    expect(/--target-db-instance-identifier (\S+)/.exec(command)?.[1]).toMatch(/^(?=.{1,63}$)[a-z](?:-?[a-z0-9])*$/);
  });

  it('takes longer the more there is to load', () => {
    expect(restoreEstimate(0).loadedMs).toBe(restoreEstimate(0).availableMs);
    expect(restoreEstimate(1_000).loadedMs).toBeGreaterThan(restoreEstimate(100).loadedMs);
  });
});
