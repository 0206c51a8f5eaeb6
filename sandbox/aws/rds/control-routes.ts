import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import type { SimulatedTime } from '../../world.js';
import { type Databases, type DbInstance, setRetention, snapshotConducts } from './databases.js';

const changeShape = z.strictObject({
  instance: z.string(),
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
    const { instance: id, snapshotQuota, ...change } = changeShape.parse(request.body);
    const instance = databases.instances.get(id);
    if (instance === undefined) {
      throw new Error(`There is no RDS instance ${id}; there are ${[...databases.instances.keys()].join(', ')}.`);
    }
    alter(databases, instance, change, time.now());
    if (snapshotQuota !== undefined) databases.snapshotQuota = snapshotQuota;
    return shown(databases);
  });
}

type Change = Omit<z.output<typeof changeShape>, 'instance' | 'snapshotQuota'>;

function alter(databases: Databases, instance: DbInstance, change: Change, now: number): void {
  if (change.status !== undefined) instance.status = change.status;
  if (change.snapshots !== undefined) instance.snapshots = change.snapshots;
  if (change.backupRetention !== undefined) setRetention(databases, instance, change.backupRetention);
  if (change.uploads === false) instance.uploadsStoppedAt ??= now;
  if (change.uploads === true) delete instance.uploadsStoppedAt;
}

const shown = ({ instances, snapshots, snapshotQuota }: Databases) => ({
  snapshotQuota,
  instances: [...instances.values()].map(({ id, status, snapshots: conduct, backupRetention, uploadsStoppedAt }) => ({
    id,
    status,
    snapshots: conduct,
    backupRetention,
    uploads: uploadsStoppedAt === undefined,
  })),
  snapshots: [...snapshots.values()].map(({ id, instance, type, status }) => ({
    id,
    instance: instance.id,
    type,
    status,
  })),
});
