// RDS's instances, clusters and snapshots: each instance stands for a real PostgreSQL, each manual snapshot for a real copy of it.
import { randomBytes } from 'node:crypto';

/** What an instance stands for; `Taken` is a copy that can be opened. */
export interface StandsFor<Taken = unknown> {
  readonly host: string;
  readonly port: number;
  /** An online copy under a name of its own. */
  readonly copy: (name: string) => Promise<Taken>;
  /** Opens such a copy beside it. */
  restore(taken: Taken): Promise<StandsFor<Taken>>;
}

/** `stall` copies and never gets past half of it; `fail` fails there. */
export const snapshotConducts = ['work', 'fail', 'stall'] as const;

/** What is backed up: an instance, or a cluster of Aurora for its members. */
export interface BackedUp {
  readonly id: string;
  readonly resourceId: string;
  /** Milliseconds since the epoch, as every time here. */
  readonly createdAt: number;
  readonly allocatedGib: number;
  standsFor: StandsFor;
  status: string;
  /** Days; 0 for an instance without automated backups. */
  backupRetention: number;
  snapshots: (typeof snapshotConducts)[number];
  /** When its transaction logs were uploaded for the last time, where that stands still. */
  uploadsStoppedAt?: number;
  readonly tags: Map<string, string>;
}

export interface DbInstance extends BackedUp {
  /** That it is a member of; it has no backups of its own then. */
  cluster?: DbCluster;
}

export interface DbCluster extends BackedUp {
  /** The one that takes changes. */
  readonly writer: DbInstance;
}

export interface DbSnapshot {
  readonly id: string;
  readonly of: BackedUp;
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
  readonly clusters: Map<string, DbCluster>;
  readonly snapshots: Map<string, DbSnapshot>;
  readonly clusterSnapshots: Map<string, DbSnapshot>;
  /** How many manual snapshots the account may have, of instances and of clusters each. */
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
export const usualRetention = 7;

export const createDatabases = (): Databases => ({
  instances: new Map(),
  clusters: new Map(),
  snapshots: new Map(),
  clusterSnapshots: new Map(),
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
    const taken = { id, of: instance, requestedAt: at, createdAt: at, tags: new Map<string, string>() };
    databases.snapshots.set(id, { ...taken, type: 'automated', status: 'available' });
  }
  return instance;
}

/** Makes it the writer of a new cluster of Aurora, which is backed up in its place. */
export function joinCluster(databases: Databases, writer: DbInstance, id: string): DbCluster {
  const resourceId = `cluster-${randomBytes(13).toString('hex').toUpperCase()}`;
  const cluster: DbCluster = { ...writer, id, resourceId, tags: new Map(), writer };
  writer.cluster = cluster;
  databases.clusters.set(id, cluster);
  dropAutomated(databases.snapshots, writer);
  return cluster;
}

/** Without a retention period there are no automated backups, and those that there were are gone. */
export function setRetention({ snapshots, clusterSnapshots }: Databases, of: BackedUp, days: number): void {
  of.backupRetention = days;
  if (days > 0) return;
  for (const all of [snapshots, clusterSnapshots]) dropAutomated(all, of);
}

function dropAutomated(snapshots: Map<string, DbSnapshot>, of: BackedUp): void {
  for (const [id, snapshot] of snapshots) {
    if (snapshot.of === of && snapshot.type === 'automated') snapshots.delete(id);
  }
}
