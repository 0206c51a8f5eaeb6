import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import type { SimulatedTime } from '../../world.js';
import {
  type BackedUp,
  type Databases,
  type DbSnapshot,
  joinCluster,
  setRetention,
  snapshotConducts,
} from './databases.js';

const changeShape = z.strictObject({
  /** Or the cluster that it is a member of. */
  instance: z.string(),
  /** Makes the instance the writer of a new cluster of Aurora. */
  joins: z.string().min(1).optional(),
  /** As AWS names it: available, modifying, storage-full, … */
  status: z.string().min(1).optional(),
  snapshots: z.enum(snapshotConducts).optional(),
  /** Whether its transaction logs are uploaded, without which the restorable time stands still. */
  uploads: z.boolean().optional(),
  /** Days of automated backups; 0 for none. */
  backupRetention: z.number().int().min(0).max(35).optional(),
  /** How many manual snapshots the account may have. */
  snapshotQuota: z.number().int().min(0).optional(),
});

export function addRdsRoutes(control: FastifyInstance, databases: Databases, time: SimulatedTime): void {
  control.get('/rds', () => shown(databases));
  control.post('/rds', (request) => {
    const { instance: id, joins, snapshotQuota, ...change } = changeShape.parse(request.body);
    const instance = databases.instances.get(id);
    const changed = instance ?? databases.clusters.get(id);
    if (changed === undefined) {
      const there = [...databases.instances.keys(), ...databases.clusters.keys()];
      throw new Error(`There is no RDS instance ${id}; there are ${there.join(', ')}.`);
    }
    alter(databases, changed, change, time.now());
    if (instance !== undefined && joins !== undefined) joinCluster(databases, instance, joins);
    if (snapshotQuota !== undefined) databases.snapshotQuota = snapshotQuota;
    return shown(databases);
  });
}

type Change = Omit<z.output<typeof changeShape>, 'instance' | 'joins' | 'snapshotQuota'>;

function alter(databases: Databases, instance: BackedUp, change: Change, now: number): void {
  if (change.status !== undefined) instance.status = change.status;
  if (change.snapshots !== undefined) instance.snapshots = change.snapshots;
  if (change.backupRetention !== undefined) setRetention(databases, instance, change.backupRetention);
  if (change.uploads === false) instance.uploadsStoppedAt ??= now;
  if (change.uploads === true) delete instance.uploadsStoppedAt;
}

const shown = ({ instances, clusters, snapshots, clusterSnapshots, snapshotQuota }: Databases) => ({
  snapshotQuota,
  instances: [...instances.values()].map(backedUp),
  clusters: [...clusters.values()].map((each) => ({ ...backedUp(each), writer: each.writer.id })),
  snapshots: [...snapshots.values()].map((each) => ({ ...snapshot(each), instance: each.of.id })),
  clusterSnapshots: [...clusterSnapshots.values()].map((each) => ({ ...snapshot(each), cluster: each.of.id })),
});

const backedUp = ({ id, status, snapshots, backupRetention, uploadsStoppedAt }: BackedUp) => ({
  id,
  status,
  snapshots,
  backupRetention,
  uploads: uploadsStoppedAt === undefined,
});

const snapshot = ({ id, type, status }: DbSnapshot) => ({ id, type, status });
