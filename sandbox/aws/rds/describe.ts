// RDS's instances, automated backups and snapshots as its API shows them (facts §7).
import type { SimulatedTime } from '../../world.js';
import { durations } from '../durations.js';
import { dbArn, region } from '../identifiers.js';
import { ListOf } from '../wire/xml.js';
import type { DbInstance, DbSnapshot } from './databases.js';
import { earliestRestorableTime, latestRestorableTime } from './restorable-time.js';

export const iso = (at: number | undefined): string | undefined =>
  at === undefined ? undefined : new Date(at).toISOString();

export const tagList = (tags: ReadonlyMap<string, string>): ListOf =>
  new ListOf(
    'Tag',
    [...tags].map(([Key, Value]) => ({ Key, Value })),
  );

export const common = {
  Engine: 'postgres',
  EngineVersion: '18.1',
  LicenseModel: 'postgresql-license',
  MasterUsername: 'postgres',
  AvailabilityZone: `${region}a`,
  StorageType: 'gp3',
  IAMDatabaseAuthenticationEnabled: false,
} as const;

/** Over what holds for RDS's own PostgreSQL. */
export const asAurora = { Engine: 'aurora-postgresql', StorageType: 'aurora', AllocatedStorage: 1 } as const;

export const backupWindow = '03:00-03:30';

const endpointOf = ({ standsFor: { host, port } }: DbInstance): object => ({
  Address: host,
  Port: port,
  HostedZoneId: 'Z2R2ITUGPM61AM',
});

export const describeInstance = (instance: DbInstance, time: SimulatedTime): object => ({
  DBInstanceIdentifier: instance.id,
  DBInstanceClass: 'db.m7g.large',
  DBInstanceStatus: instance.status,
  ...common,
  ...(instance.cluster && { ...asAurora, DBClusterIdentifier: instance.cluster.id }),
  DBName: 'applylens',
  // Where it really listens.
  Endpoint: instance.status === 'creating' ? undefined : endpointOf(instance),
  AllocatedStorage: instance.cluster ? asAurora.AllocatedStorage : instance.allocatedGib,
  InstanceCreateTime: iso(instance.createdAt),
  PreferredBackupWindow: backupWindow,
  BackupRetentionPeriod: instance.backupRetention,
  VpcSecurityGroups: new ListOf('VpcSecurityGroupMembership', [
    { VpcSecurityGroupId: 'sg-057566437ba8d4b48', Status: 'active' },
  ]),
  LatestRestorableTime: instance.cluster ? undefined : iso(latestRestorableTime(instance, time)),
  MultiAZ: instance.cluster === undefined,
  SecondaryAvailabilityZone: `${region}b`,
  PubliclyAccessible: false,
  StorageEncrypted: true,
  DbiResourceId: instance.resourceId,
  DBInstanceArn: dbArn('db', instance.id),
  CopyTagsToSnapshot: true,
  DeletionProtection: true,
  TagList: tagList(instance.tags),
});

export const describeAutomatedBackup = (instance: DbInstance, time: SimulatedTime): object => ({
  DBInstanceArn: dbArn('db', instance.id),
  DbiResourceId: instance.resourceId,
  Region: region,
  DBInstanceIdentifier: instance.id,
  RestoreWindow: {
    EarliestTime: iso(earliestRestorableTime(instance, time.now())),
    LatestTime: iso(latestRestorableTime(instance, time)),
  },
  ...common,
  AllocatedStorage: instance.allocatedGib,
  Status: 'active',
  Port: instance.standsFor.port,
  InstanceCreateTime: iso(instance.createdAt),
  Encrypted: true,
  BackupRetentionPeriod: instance.backupRetention,
  PreferredBackupWindow: backupWindow,
});

export function describeSnapshot(snapshot: DbSnapshot, time: SimulatedTime): object {
  const { id, of: instance, type, status, createdAt } = snapshot;
  return {
    DBSnapshotIdentifier: id,
    DBInstanceIdentifier: instance.id,
    // Missing while it is being created (facts §7).
    SnapshotCreateTime: iso(createdAt),
    OriginalSnapshotCreateTime: iso(createdAt),
    ...common,
    AllocatedStorage: instance.allocatedGib,
    Status: status,
    Port: instance.standsFor.port,
    InstanceCreateTime: iso(instance.createdAt),
    SnapshotType: type,
    OptionGroupName: 'default:postgres-18',
    PercentProgress: percentOf(snapshot, time),
    Encrypted: true,
    DBSnapshotArn: dbArn('snapshot', id),
    DbiResourceId: instance.resourceId,
    TagList: tagList(snapshot.tags),
  };
}

/** Of the time that it takes; half of it where it fails or stalls there. */
export function percentOf({ status, of, requestedAt }: DbSnapshot, time: SimulatedTime): number {
  if (status === 'available') return 100;
  if (status === 'failed') return 50;
  const share = (time.now() - requestedAt) / time.lasts(durations.snapshot);
  return Math.floor(Math.min(of.snapshots === 'work' ? 0.99 : 0.5, share) * 100);
}
