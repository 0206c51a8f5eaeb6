// RestoreDBInstanceFromDBSnapshot: a new instance beside the old one, which stands for a real server on what the snapshot holds.
import { randomBytes } from 'node:crypto';
import { z } from 'zod';

import type { SimulatedTime } from '../../world.js';
import { durations } from '../durations.js';
import { AwsRefusal } from '../refusal.js';
import { type Databases, type DbInstance, type DbSnapshot, usualRetention } from './databases.js';
import { identifier, tags } from './rds-operation.js';

export const restoreInstanceShape = z.object({
  DBInstanceIdentifier: identifier,
  DBSnapshotIdentifier: identifier,
  Tags: tags.default([]),
});

/** @throws AwsRefusal */
export function restoreInstance(
  { instances, snapshots }: Databases,
  time: SimulatedTime,
  { DBInstanceIdentifier: id, DBSnapshotIdentifier, Tags }: z.output<typeof restoreInstanceShape>,
): DbInstance {
  const snapshot = snapshots.get(DBSnapshotIdentifier);
  if (snapshot === undefined)
    throw new AwsRefusal('DBSnapshotNotFound', `DBSnapshot ${DBSnapshotIdentifier} not found.`, 404);
  if (instances.has(id)) throw new AwsRefusal('DBInstanceAlreadyExists', 'DB instance already exists');
  if (snapshot.status !== 'available') {
    throw new AwsRefusal(
      'InvalidDBSnapshotState',
      `The snapshot ${DBSnapshotIdentifier} is not in the available state.`,
    );
  }
  const instance: DbInstance = {
    id,
    resourceId: `db-${randomBytes(13).toString('hex').toUpperCase()}`,
    createdAt: time.now(),
    allocatedGib: snapshot.of.allocatedGib,
    // Until it takes connections it has no endpoint.
    standsFor: snapshot.of.standsFor,
    status: 'creating',
    backupRetention: usualRetention,
    snapshots: 'work',
    tags: new Map(Tags.map(({ Key, Value }) => [Key, Value] as const)),
  };
  instances.set(id, instance);
  void open(instance, snapshot, time).catch(() => {
    instance.status = 'failed';
  });
  return instance;
}

async function open(instance: DbInstance, { copy, of }: DbSnapshot, time: SimulatedTime): Promise<void> {
  if (copy === undefined) throw new Error('The snapshot holds nothing.');
  const [standsFor] = await Promise.all([of.standsFor.restore(copy), time.pass(durations.restore)]);
  instance.standsFor = standsFor;
  instance.status = 'available';
}
