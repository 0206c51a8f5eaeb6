// RDS's instances and snapshots: each instance stands for a real PostgreSQL, each manual snapshot for a real copy of it.
import { randomBytes } from 'node:crypto';

/** What an instance stands for; `Taken` is a copy that can be opened. */
export interface StandsFor<Taken = unknown> {
  readonly host: string;
  readonly port: number;
  /** An online copy under a name of its own. */
  readonly copy: (name: string) => Promise<Taken>;
}

/** `stall` copies and never gets past half of it; `fail` fails there. */
export const snapshotConducts = ['work', 'fail', 'stall'] as const;

export interface DbInstance {
  readonly id: string;
  readonly resourceId: string;
  /** Milliseconds since the epoch, as every time here. */
  readonly createdAt: number;
  readonly allocatedGib: number;
  readonly standsFor: StandsFor;
  status: string;
  /** Days; 0 for an instance without automated backups. */
  backupRetention: number;
  snapshots: (typeof snapshotConducts)[number];
  /** When its transaction logs were uploaded for the last time, where that stands still. */
  uploadsStoppedAt?: number;
  readonly tags: Map<string, string>;
}

export interface DbSnapshot {
  readonly id: string;
  readonly instance: DbInstance;
  readonly type: 'manual' | 'automated';
  readonly requestedAt: number;
  status: 'creating' | 'available' | 'failed';
  /** What it holds is of this time; absent until it is available. */
  createdAt?: number;
  /** Absent for snapshots from before the production was simulated. */
  copy?: unknown;
  readonly tags: Map<string, string>;
}

export interface Databases {
  readonly instances: Map<string, DbInstance>;
  readonly snapshots: Map<string, DbSnapshot>;
  /** How many manual snapshots the account may have. */
  snapshotQuota: number;
}

export interface InstanceToAdd {
  readonly id: string;
  readonly createdAt: number;
  readonly allocatedGib: number;
  readonly standsFor: StandsFor;
  /** When its automated snapshots were taken. */
  readonly backedUpAt: readonly number[];
}

const usualQuota = 100;
const usualRetention = 7;

export const createDatabases = (): Databases => ({
  instances: new Map(),
  snapshots: new Map(),
  snapshotQuota: usualQuota,
});

export function addInstance(databases: Databases, { backedUpAt, ...wanted }: InstanceToAdd): DbInstance {
  const instance: DbInstance = {
    ...wanted,
    resourceId: `db-${randomBytes(13).toString('hex').toUpperCase()}`,
    status: 'available',
    backupRetention: usualRetention,
    snapshots: 'work',
    tags: new Map(),
  };
  databases.instances.set(instance.id, instance);
  for (const at of backedUpAt) {
    const id = `rds:${instance.id}-${new Date(at).toISOString().slice(0, 16).replace(/[T:]/g, '-')}`;
    const taken = { id, instance, requestedAt: at, createdAt: at, tags: new Map<string, string>() };
    databases.snapshots.set(id, { ...taken, type: 'automated', status: 'available' });
  }
  return instance;
}

/** Without a retention period there are no automated backups, and those that there were are gone. */
export function setRetention(databases: Databases, instance: DbInstance, days: number): void {
  instance.backupRetention = days;
  if (days > 0) return;
  for (const [id, snapshot] of databases.snapshots) {
    if (snapshot.instance === instance && snapshot.type === 'automated') databases.snapshots.delete(id);
  }
}
