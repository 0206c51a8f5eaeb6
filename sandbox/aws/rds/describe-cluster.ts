// Clusters of Aurora and their snapshots as RDS shows them.
import type { SimulatedTime } from '../../world.js';
import { dbArn, region } from '../identifiers.js';
import { ListOf } from '../wire/xml.js';
import type { DbCluster, DbSnapshot } from './databases.js';
import { asAurora, backupWindow, common, iso, percentOf, tagList } from './describe.js';
import { earliestRestorableTime, latestRestorableTime } from './restorable-time.js';

const { AvailabilityZone, LicenseModel, StorageType: _, ...settings } = { ...common, Engine: asAurora.Engine };
const AvailabilityZones = new ListOf('AvailabilityZone', [AvailabilityZone, `${region}b`, `${region}c`]);

export const describeCluster = (cluster: DbCluster, time: SimulatedTime): object => ({
  DBClusterIdentifier: cluster.id,
  Status: cluster.status,
  ...settings,
  EngineMode: 'provisioned',
  AllocatedStorage: asAurora.AllocatedStorage,
  AvailabilityZones,
  DatabaseName: 'applylens',
  // Where it really listens; without a reader that endpoint leads to the writer.
  Endpoint: cluster.standsFor.host,
  ReaderEndpoint: cluster.standsFor.host,
  Port: cluster.standsFor.port,
  MultiAZ: false,
  ClusterCreateTime: iso(cluster.createdAt),
  PreferredBackupWindow: backupWindow,
  BackupRetentionPeriod: cluster.backupRetention,
  EarliestRestorableTime: iso(earliestRestorableTime(cluster, time.now())),
  LatestRestorableTime: iso(latestRestorableTime(cluster, time)),
  DBClusterMembers: new ListOf('DBClusterMember', [
    { DBInstanceIdentifier: cluster.writer.id, IsClusterWriter: true, PromotionTier: 1 },
  ]),
  StorageEncrypted: true,
  DbClusterResourceId: cluster.resourceId,
  DBClusterArn: dbArn('cluster', cluster.id),
  DeletionProtection: true,
  TagList: tagList(cluster.tags),
});

export function describeClusterSnapshot(snapshot: DbSnapshot, time: SimulatedTime): object {
  const { id, of, type, status, createdAt, requestedAt } = snapshot;
  return {
    DBClusterSnapshotIdentifier: id,
    DBClusterIdentifier: of.id,
    // It is there while one is being made, as an instance's is not; its size says nothing.
    SnapshotCreateTime: iso(createdAt ?? requestedAt),
    ...settings,
    EngineMode: 'provisioned',
    LicenseModel,
    AllocatedStorage: 0,
    AvailabilityZones,
    Status: status,
    Port: 0,
    ClusterCreateTime: iso(of.createdAt),
    SnapshotType: type,
    PercentProgress: percentOf(snapshot, time),
    StorageEncrypted: true,
    DBClusterSnapshotArn: dbArn('cluster-snapshot', id),
    DbClusterResourceId: of.resourceId,
    TagList: tagList(snapshot.tags),
  };
}
