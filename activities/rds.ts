// RDS: the newest backups of an instance, or of the Aurora cluster that it is a member of.
import {
  type DBClusterSnapshot,
  type DBSnapshot,
  DescribeDBClusterSnapshotsCommand,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  DescribeDBSnapshotsCommand,
  type RDSClient,
} from '@aws-sdk/client-rds';
import type { BackupFacts } from '../src/backups.js';
import type { InRds } from '../src/catalogue/database-entry.js';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import type { Fact } from '../src/rollback.js';
import type { AwsAccess } from './aws-clients.js';
import { askAws } from './aws-errors.js';
import { optional } from './ecs-service.js';
import { factOf } from './fact.js';

/** Never fails. Services of one database share what was read a moment ago. */
export type ReadBackups = (entry: CatalogueEntry) => Promise<Fact<BackupFacts>>;

/** RDS that hangs does not keep a look waiting. */
const withinMs = 4_000;
const sharedForMs = 5_000;
const mostPages = 10;

export function createBackupReader(aws: AwsAccess): ReadBackups {
  const shared = new Map<string, { readonly facts: Promise<BackupFacts>; readonly until: number }>();
  return async (entry) => {
    const named = entry.database?.rds;
    if (named === undefined) return { state: 'not connected' };
    const key = `${aws.place(entry)} ${named.kind} ${named.id}`;
    for (const [each, { until }] of shared) if (until < performance.now()) shared.delete(each);
    const known = shared.get(key) ?? {
      facts: readBackups(aws.of(entry).rds, named, AbortSignal.timeout(withinMs)),
      until: performance.now() + sharedForMs,
    };
    shared.set(key, known);
    const fact = await factOf(() => known.facts);
    if (fact.state !== 'known') shared.delete(key);
    return fact;
  };
}

/** Fails with what AWS answered. */
export const readBackups = (rds: RDSClient, { kind, id }: InRds, signal: AbortSignal): Promise<BackupFacts> =>
  kind === 'cluster' ? ofCluster(rds, id, signal) : ofInstance(rds, id, signal);

async function ofInstance(rds: RDSClient, id: string, signal: AbortSignal): Promise<BackupFacts> {
  const [instance, snapshots] = await Promise.all([
    describeInstance(rds, id, signal),
    allPages(async (Marker) => {
      const command = new DescribeDBSnapshotsCommand({ DBInstanceIdentifier: id, Marker });
      const answer = await askAws(`DescribeDBSnapshots of ${id}`, () => rds.send(command, { abortSignal: signal }));
      return { entries: answer.DBSnapshots, next: answer.Marker };
    }),
  ]);
  const { DBClusterIdentifier, DbiResourceId, DBInstanceStatus, AllocatedStorage, LatestRestorableTime } = instance;
  // Members of Aurora have neither snapshots nor a restorable time of their own.
  if (DBClusterIdentifier !== undefined) return ofCluster(rds, DBClusterIdentifier, signal);
  // A former instance of the same name may have left snapshots behind.
  const own = snapshots.filter((each) => each.DbiResourceId === undefined || each.DbiResourceId === DbiResourceId);
  return {
    kind: 'instance',
    id,
    status: DBInstanceStatus ?? 'of unknown status',
    ...optional('allocatedGib', AllocatedStorage),
    ...optional(
      'newestSnapshot',
      newestOf(own, ({ DBSnapshotIdentifier }) => DBSnapshotIdentifier),
    ),
    ...optional('restorableTo', LatestRestorableTime?.toISOString()),
  };
}

/** A member of an Aurora cluster stands for it: it has no snapshots of its own. Fails with what AWS answered. */
export async function whatIsBackedUp(rds: RDSClient, named: InRds, signal: AbortSignal): Promise<InRds> {
  if (named.kind === 'cluster') return named;
  const { DBClusterIdentifier: cluster } = await describeInstance(rds, named.id, signal);
  return cluster === undefined ? named : { kind: 'cluster', id: cluster };
}

/** Fails with what AWS answered. */
export async function describeInstance(rds: RDSClient, id: string, abortSignal: AbortSignal) {
  const command = new DescribeDBInstancesCommand({ DBInstanceIdentifier: id });
  const { DBInstances } = await askAws(`DescribeDBInstances of ${id}`, () => rds.send(command, { abortSignal }));
  const [instance] = DBInstances ?? [];
  if (instance === undefined) throw new Error(`DescribeDBInstances of ${id}: an answer without it`);
  return instance;
}

async function ofCluster(rds: RDSClient, id: string, abortSignal: AbortSignal): Promise<BackupFacts> {
  const [cluster, snapshots] = await Promise.all([
    describeCluster(rds, id, abortSignal),
    allPages(async (Marker) => {
      const command = new DescribeDBClusterSnapshotsCommand({ DBClusterIdentifier: id, Marker });
      const answer = await askAws(`DescribeDBClusterSnapshots of ${id}`, () => rds.send(command, { abortSignal }));
      return { entries: answer.DBClusterSnapshots, next: answer.Marker };
    }),
  ]);
  return {
    kind: 'cluster',
    id,
    status: cluster.Status ?? 'of unknown status',
    ...optional(
      'newestSnapshot',
      newestOf(snapshots, ({ DBClusterSnapshotIdentifier }) => DBClusterSnapshotIdentifier),
    ),
    ...optional('restorableTo', cluster.LatestRestorableTime?.toISOString()),
  };
}

/** Fails with what AWS answered. */
export async function describeCluster(rds: RDSClient, id: string, abortSignal: AbortSignal) {
  const command = new DescribeDBClustersCommand({ DBClusterIdentifier: id });
  const { DBClusters } = await askAws(`DescribeDBClusters of ${id}`, () => rds.send(command, { abortSignal }));
  const [cluster] = DBClusters ?? [];
  if (cluster === undefined) throw new Error(`DescribeDBClusters of ${id}: an answer without it`);
  return cluster;
}

async function allPages<Entry>(
  ask: (marker: string | undefined) => Promise<{ entries: Entry[] | undefined; next: string | undefined }>,
): Promise<Entry[]> {
  const found: Entry[] = [];
  let marker: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const { entries = [], next } = await ask(marker);
    found.push(...entries);
    if (next === undefined || next === '') return found;
    marker = next;
  }
  throw new Error(`There are more than ${mostPages} pages of snapshots`);
}

/** What is being made has no time yet, and a copy of an old snapshot is as old as that. */
function newestOf<Snapshot extends DBSnapshot | DBClusterSnapshot>(
  snapshots: readonly Snapshot[],
  idOf: (snapshot: Snapshot) => string | undefined,
): BackupFacts['newestSnapshot'] {
  const available = snapshots.flatMap((each) => {
    const id = idOf(each);
    const at = madeAt(each)?.toISOString();
    if (each.Status !== 'available' || at === undefined || id === undefined) return [];
    return [{ id, at, type: each.SnapshotType ?? 'unknown' }];
  });
  return available.toSorted((a, b) => b.at.localeCompare(a.at))[0];
}

const madeAt = (snapshot: DBSnapshot | DBClusterSnapshot): Date | undefined =>
  ('OriginalSnapshotCreateTime' in snapshot ? snapshot.OriginalSnapshotCreateTime : undefined) ??
  snapshot.SnapshotCreateTime;
