import type { DBClusterSnapshot, DBInstance, DBSnapshot, RDSClient } from '@aws-sdk/client-rds';
import { describe, expect, it } from 'vitest';
import type { AwsAccess } from '../../activities/aws-clients.js';
import { createBackupReader, readBackups, whatIsBackedUp } from '../../activities/rds.js';
import { anEntry } from '../support/an-entry.js';

interface Kept {
  readonly instance?: DBInstance;
  /** Pages of two. */
  readonly snapshots?: readonly DBSnapshot[];
  readonly clusterSnapshots?: readonly DBClusterSnapshot[];
  readonly asked?: string[];
}

const at = (hour: number) => new Date(Date.UTC(2026, 10, 23, hour));
const named = { kind: 'instance', id: 'applylens-prod' } as const;
const instance: DBInstance = {
  DBInstanceStatus: 'available',
  DbiResourceId: 'db-1',
  AllocatedStorage: 100,
  LatestRestorableTime: at(3),
};
const snapshot = (id: string, hour: number, more: DBSnapshot = {}): DBSnapshot => ({
  DBSnapshotIdentifier: id,
  DbiResourceId: 'db-1',
  Status: 'available',
  SnapshotType: 'manual',
  SnapshotCreateTime: at(hour),
  ...more,
});

/** A client of RDS that answers from what is kept. */
function rdsOf(kept: Kept): RDSClient {
  const answers: Readonly<Record<string, (input: { Marker?: string }) => object>> = {
    DescribeDBInstancesCommand: () => ({ DBInstances: [kept.instance ?? instance] }),
    DescribeDBClustersCommand: () => ({ DBClusters: [{ Status: 'available', LatestRestorableTime: at(4) }] }),
    DescribeDBSnapshotsCommand: ({ Marker }) => page('DBSnapshots', kept.snapshots ?? [], Marker),
    DescribeDBClusterSnapshotsCommand: ({ Marker }) => page('DBClusterSnapshots', kept.clusterSnapshots ?? [], Marker),
  };
  const send = async (command: { readonly constructor: { readonly name: string }; readonly input: object }) => {
    kept.asked?.push(command.constructor.name);
    return answers[command.constructor.name]?.(command.input);
  };
  return { send } as unknown as RDSClient;
}

function page(name: string, all: readonly object[], marker = '0'): object {
  const next = Number(marker) + 2;
  return { [name]: all.slice(Number(marker), next), ...(next < all.length ? { Marker: String(next) } : {}) };
}

const read = (kept: Kept) => readBackups(rdsOf(kept), named, new AbortController().signal);

describe('the newest snapshot', () => {
  it('is the newest of all pages that is available', async () => {
    const { SnapshotCreateTime: _, ...creating } = snapshot('being-made', 3, { Status: 'creating' });
    const kept = [
      snapshot('old', 1),
      creating,
      snapshot('failed', 3, { Status: 'failed' }),
      snapshot('newest', 2, { SnapshotType: 'automated' }),
    ];
    expect((await read({ snapshots: kept })).newestSnapshot).toEqual({
      id: 'newest',
      at: '2026-11-23T02:00:00.000Z',
      type: 'automated',
    });
  });

  it('is of this instance, not of a former one of the same name', async () => {
    const kept = [snapshot('of-the-former', 3, { DbiResourceId: 'db-0' }), snapshot('own', 1)];
    expect((await read({ snapshots: kept })).newestSnapshot?.id).toBe('own');
  });

  it('is as old as what it holds, where it is a copy', async () => {
    const copy = snapshot('copy', 3, { OriginalSnapshotCreateTime: at(0) });
    expect((await read({ snapshots: [copy, snapshot('own', 1)] })).newestSnapshot?.id).toBe('own');
  });

  it('is none where there is none, and nothing can be restored without automated backups', async () => {
    const { LatestRestorableTime: _, ...without } = instance;
    expect(await read({ instance: without })).toEqual({ ...named, status: 'available', allocatedGib: 100 });
  });
});

describe('a member of an Aurora cluster', () => {
  const member = { ...instance, DBClusterIdentifier: 'orders' };

  it('has the backups of its cluster', async () => {
    const ofCluster = {
      DBClusterSnapshotIdentifier: 'of-the-cluster',
      Status: 'available',
      SnapshotType: 'automated',
      SnapshotCreateTime: at(2),
    };
    expect(await read({ instance: member, clusterSnapshots: [ofCluster] })).toEqual({
      kind: 'cluster',
      id: 'orders',
      status: 'available',
      newestSnapshot: { id: 'of-the-cluster', at: '2026-11-23T02:00:00.000Z', type: 'automated' },
      restorableTo: '2026-11-23T04:00:00.000Z',
    });
  });

  it('is backed up as its cluster', async () => {
    const { signal } = new AbortController();
    expect(await whatIsBackedUp(rdsOf({ instance: member }), named, signal)).toEqual({ kind: 'cluster', id: 'orders' });
    expect(await whatIsBackedUp(rdsOf({}), named, signal)).toEqual(named);
  });
});

describe('services of one database', () => {
  const entry = anEntry({ database: { name: 'applylens', url: 'env:DATABASE_URL', host: 'db', rds: named } });
  const accessTo = (rds: RDSClient) => ({ of: () => ({ rds }), place: () => 'here' }) as unknown as AwsAccess;

  it('share what was read a moment ago', async () => {
    const asked: string[] = [];
    const backups = createBackupReader(accessTo(rdsOf({ asked })));
    const [first, second] = await Promise.all([backups(entry), backups({ ...entry, service: 'another' })]);
    expect(first).toEqual(second);
    expect(first.state).toBe('known');
    expect(await backups(entry)).toEqual(first);
    expect(asked).toHaveLength(2);
  });

  it('do not share a failure', async () => {
    let fails = true;
    const good = rdsOf({});
    const send = (command: never) => (fails ? Promise.reject(new Error('lost')) : good.send(command));
    const backups = createBackupReader(accessTo({ send } as unknown as RDSClient));
    expect(await backups(entry)).toEqual({ state: 'unknown', why: 'lost' });
    fails = false;
    expect((await backups(entry)).state).toBe('known');
  });
});
