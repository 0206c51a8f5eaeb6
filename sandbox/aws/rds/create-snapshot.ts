// CreateDBSnapshot: refused in AWS's words, else a real online copy that is available when AWS's time for it is over.
import { z } from 'zod';

import type { SimulatedTime } from '../../world.js';
import { durations } from '../durations.js';
import { AwsRefusal } from '../refusal.js';
import type { Databases, DbInstance, DbSnapshot } from './databases.js';
import { identifier, invalidValue, tags } from './rds-operation.js';

export const createSnapshotShape = z.object({
  DBInstanceIdentifier: identifier,
  DBSnapshotIdentifier: identifier,
  Tags: tags.default([]),
});

const wellFormed = /^[a-z](?:-?[a-z0-9])*$/;
const longest = 255;
const takesSnapshots = ['available', 'storage-optimization'];

/** @throws AwsRefusal */
export function createSnapshot(
  databases: Databases,
  time: SimulatedTime,
  wanted: z.output<typeof createSnapshotShape>,
): DbSnapshot {
  const instance = refuseOrFind(databases, wanted);
  const own = wanted.Tags.map(({ Key, Value }) => [Key, Value] as const);
  const snapshot: DbSnapshot = {
    id: wanted.DBSnapshotIdentifier,
    instance,
    type: 'manual',
    requestedAt: time.now(),
    status: 'creating',
    tags: new Map([...instance.tags, ...own]),
  };
  databases.snapshots.set(snapshot.id, snapshot);
  const before = instance.status;
  instance.status = 'backing-up';
  void take(snapshot, time)
    .catch(() => {
      snapshot.status = 'failed';
    })
    .finally(() => {
      if (instance.status === 'backing-up') instance.status = before;
    });
  return snapshot;
}

function refuseOrFind(databases: Databases, wanted: z.output<typeof createSnapshotShape>): DbInstance {
  const { DBInstanceIdentifier, DBSnapshotIdentifier: id } = wanted;
  if (!wellFormed.test(id) || id.length > longest) throw invalidValue(`Invalid snapshot identifier:  ${id}`);
  const instance = databases.instances.get(DBInstanceIdentifier);
  if (instance === undefined) {
    throw new AwsRefusal('DBInstanceNotFound', `DBInstance ${DBInstanceIdentifier} not found.`, 404);
  }
  if (databases.snapshots.has(id)) {
    const text = `Cannot create the snapshot because a snapshot with the identifier ${id} already exists.`;
    throw new AwsRefusal('DBSnapshotAlreadyExists', text);
  }
  if (!takesSnapshots.includes(instance.status)) {
    const text = `Cannot create a snapshot because the database instance ${instance.id} is not currently in the available state.`;
    throw new AwsRefusal('InvalidDBInstanceState', text);
  }
  const manual = [...databases.snapshots.values()].filter(({ type }) => type === 'manual');
  if (manual.length >= databases.snapshotQuota) {
    const text = `Cannot create more than ${databases.snapshotQuota} manual snapshots.`;
    throw new AwsRefusal('SnapshotQuotaExceeded', text);
  }
  return instance;
}

/** The copy holds what was committed up to its end, which is the snapshot's time. */
async function take(snapshot: DbSnapshot, time: SimulatedTime): Promise<void> {
  const { instance } = snapshot;
  const copying = instance.standsFor.copy(snapshot.id).then((copy) => ({ copy, at: time.now() }));
  const [{ copy, at }] = await Promise.all([copying, time.pass(durations.snapshot / 2)]);
  while (instance.snapshots === 'stall') await time.pass(durations.snapshot / 10);
  if (instance.snapshots === 'fail') throw new Error('told to fail');
  await time.pass(durations.snapshot / 2);
  snapshot.copy = copy;
  snapshot.createdAt = at;
  snapshot.status = 'available';
}
