// CreateDBSnapshot and CreateDBClusterSnapshot: refused in AWS's words, else a real online copy that is available when AWS's time for it is over.
import { z } from 'zod';

import type { SimulatedTime } from '../../world.js';
import { durations } from '../durations.js';
import { AwsRefusal } from '../refusal.js';
import type { BackedUp, Databases, DbSnapshot } from './databases.js';
import { identifier, invalidValue, tags } from './rds-operation.js';

export const createSnapshotShape = z.object({
  DBInstanceIdentifier: identifier,
  DBSnapshotIdentifier: identifier,
  Tags: tags.default([]),
});

export const createClusterSnapshotShape = z.object({
  DBClusterIdentifier: identifier,
  DBClusterSnapshotIdentifier: identifier,
  Tags: tags.default([]),
});

const wellFormed = /^[a-z](?:-?[a-z0-9])*$/;
const takesSnapshots = ['available', 'storage-optimization'];

/** What is asked for, with its tags, and the refusals of its kind. */
interface Wanted {
  readonly id: string;
  readonly longest: number;
  /** Snapshots of the same kind. */
  readonly among: Map<string, DbSnapshot>;
  readonly of: BackedUp;
  readonly tags: z.output<typeof tags>;
  readonly exists: () => AwsRefusal;
  readonly isBusy: () => AwsRefusal;
}

/** @throws AwsRefusal */
export function createSnapshot(
  databases: Databases,
  time: SimulatedTime,
  { DBInstanceIdentifier: name, DBSnapshotIdentifier: id, Tags }: z.output<typeof createSnapshotShape>,
): DbSnapshot {
  const of = databases.instances.get(name);
  if (of === undefined) throw new AwsRefusal('DBInstanceNotFound', `DBInstance ${name} not found.`, 404);
  if (of.cluster !== undefined) {
    throw invalidValue(
      'The specified instance is a member of a cluster and a snapshot cannot be created directly. Please use the CreateDBClusterSnapshot API instead.',
    );
  }
  const text = `Cannot create the snapshot because a snapshot with the identifier ${id} already exists.`;
  const busy = `Cannot create a snapshot because the database instance ${name} is not currently in the available state.`;
  return begin(databases, time, {
    ...{ id, longest: 255, among: databases.snapshots, of, tags: Tags },
    exists: () => new AwsRefusal('DBSnapshotAlreadyExists', text),
    isBusy: () => new AwsRefusal('InvalidDBInstanceState', busy),
  });
}

/** @throws AwsRefusal */
export function createClusterSnapshot(
  databases: Databases,
  time: SimulatedTime,
  { DBClusterIdentifier: name, DBClusterSnapshotIdentifier: id, Tags }: z.output<typeof createClusterSnapshotShape>,
): DbSnapshot {
  const of = databases.clusters.get(name);
  if (of === undefined) throw clusterNotFound(name);
  const text = `Cannot create the cluster snapshot because one with the identifier ${id} already exists.`;
  const busy = `Cannot create a snapshot because the cluster ${name} is not currently in the available state.`;
  return begin(databases, time, {
    ...{ id, longest: 63, among: databases.clusterSnapshots, of, tags: Tags },
    exists: () => new AwsRefusal('DBClusterSnapshotAlreadyExistsFault', text),
    isBusy: () => new AwsRefusal('InvalidDBClusterStateFault', busy),
  });
}

export const clusterNotFound = (id: string): AwsRefusal =>
  new AwsRefusal('DBClusterNotFoundFault', `DBCluster ${id} not found.`, 404);

function begin({ snapshotQuota }: Databases, time: SimulatedTime, wanted: Wanted): DbSnapshot {
  refuse(wanted, snapshotQuota);
  const { id, of, among } = wanted;
  const own = wanted.tags.map(({ Key, Value }) => [Key, Value] as const);
  const snapshot: DbSnapshot = {
    ...{ id, of, type: 'manual', requestedAt: time.now(), status: 'creating' },
    tags: new Map([...of.tags, ...own]),
  };
  among.set(id, snapshot);
  const before = of.status;
  of.status = 'backing-up';
  void take(snapshot, time)
    .catch(() => {
      snapshot.status = 'failed';
    })
    .finally(() => {
      if (of.status === 'backing-up') of.status = before;
    });
  return snapshot;
}

/** @throws AwsRefusal */
function refuse({ id, longest, among, of, exists, isBusy }: Wanted, quota: number): void {
  if (!wellFormed.test(id) || id.length > longest) throw invalidValue(`Invalid snapshot identifier:  ${id}`);
  if (among.has(id)) throw exists();
  if (!takesSnapshots.includes(of.status)) throw isBusy();
  const manual = [...among.values()].filter(({ type }) => type === 'manual');
  if (manual.length < quota) return;
  throw new AwsRefusal('SnapshotQuotaExceeded', `Cannot create more than ${quota} manual snapshots.`);
}

/** The copy holds what was committed up to its end, which is the snapshot's time. */
async function take(snapshot: DbSnapshot, time: SimulatedTime): Promise<void> {
  const { of } = snapshot;
  const copying = of.standsFor.copy(snapshot.id).then((copy) => ({ copy, at: time.now() }));
  const [{ copy, at }] = await Promise.all([copying, time.pass(durations.snapshot / 2)]);
  while (of.snapshots === 'stall') await time.pass(durations.snapshot / 10);
  if (of.snapshots === 'fail') throw new Error('told to fail');
  await time.pass(durations.snapshot / 2);
  snapshot.copy = copy;
  snapshot.createdAt = at;
  snapshot.status = 'available';
}
