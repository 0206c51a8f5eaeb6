// RDS: what is read of instances, their backups and tags.
import { z } from 'zod';

import type { SimulatedTime } from '../../world.js';
import { type DbKind, dbArn } from '../identifiers.js';
import type { Operations } from '../operation.js';
import { AwsRefusal } from '../refusal.js';
import { clusterOperations, clusterSnapshotNotFound } from './cluster-operations.js';
import { clusterNotFound, createSnapshot, createSnapshotShape } from './create-snapshot.js';
import type { Databases, DbInstance, DbSnapshot } from './databases.js';
import { describeAutomatedBackup, describeInstance, describeSnapshot, tagList } from './describe.js';
import { identifier, invalidValue, listed, listing, rdsOperation, tags } from './rds-operation.js';
import { restoreInstance, restoreInstanceShape } from './restore-instance.js';

export const rdsOperations = (databases: Databases, time: SimulatedTime): Operations => ({
  ...instanceOperations(databases, time),
  ...snapshotOperations(databases, time),
  ...clusterOperations(databases, time),
  ...tagOperations(databases),
});

const instanceFilters = {
  'db-instance-id': ({ id }: DbInstance) => id,
  'dbi-resource-id': ({ resourceId }: DbInstance) => resourceId,
  engine: () => 'postgres',
};

const instanceOperations = ({ instances }: Databases, time: SimulatedTime): Operations => ({
  DescribeDBInstances: rdsOperation(
    z.object({ DBInstanceIdentifier: identifier.optional(), ...listing }),
    ({ DBInstanceIdentifier: id, ...paging }) => {
      const asked = id === undefined ? [...instances.values()] : [instanceNamed(instances, id)];
      return listed(asked, paging, 'DBInstance', instanceFilters, (each) => describeInstance(each, time));
    },
  ),

  DescribeDBInstanceAutomatedBackups: rdsOperation(
    z.object({ DBInstanceIdentifier: identifier.optional(), DbiResourceId: z.string().optional(), ...listing }),
    ({ DBInstanceIdentifier: id, DbiResourceId, ...paging }) => {
      const asked = [...instances.values()]
        .filter(({ backupRetention }) => backupRetention > 0)
        .filter((each) => (id ?? each.id) === each.id && (DbiResourceId ?? each.resourceId) === each.resourceId);
      return listed(asked, paging, 'DBInstanceAutomatedBackup', instanceFilters, (each) =>
        describeAutomatedBackup(each, time),
      );
    },
  ),
});

const snapshotFilters = {
  'db-instance-id': ({ of }: DbSnapshot) => of.id,
  'db-snapshot-id': ({ id }: DbSnapshot) => id,
  'dbi-resource-id': ({ of }: DbSnapshot) => of.resourceId,
  'snapshot-type': ({ type }: DbSnapshot) => type,
  engine: () => 'postgres',
};

const snapshotOperations = (databases: Databases, time: SimulatedTime): Operations => ({
  DescribeDBSnapshots: rdsOperation(
    z.object({
      DBInstanceIdentifier: identifier.optional(),
      DBSnapshotIdentifier: identifier.optional(),
      SnapshotType: z.string().optional(),
      ...listing,
    }),
    ({ DBInstanceIdentifier, DBSnapshotIdentifier: id, SnapshotType, ...paging }) => {
      if (id !== undefined && !databases.snapshots.has(id)) throw snapshotNotFound(id);
      const asked = [...databases.snapshots.values()]
        .filter((each) => (id ?? each.id) === each.id)
        .filter(({ of }) => (DBInstanceIdentifier ?? of.id) === of.id)
        .filter(({ type }) => (SnapshotType ?? type) === type);
      return listed(asked, paging, 'DBSnapshot', snapshotFilters, (each) => describeSnapshot(each, time));
    },
  ),

  CreateDBSnapshot: rdsOperation(createSnapshotShape, (input) => ({
    DBSnapshot: describeSnapshot(createSnapshot(databases, time, input), time),
  })),

  RestoreDBInstanceFromDBSnapshot: rdsOperation(restoreInstanceShape, (input) => ({
    DBInstance: describeInstance(restoreInstance(databases, time, input), time),
  })),
});

const tagOperations = (databases: Databases): Operations => ({
  ListTagsForResource: rdsOperation(z.object({ ResourceName: z.string() }), ({ ResourceName }) => ({
    TagList: tagList(taggedAs(databases, ResourceName)),
  })),

  AddTagsToResource: rdsOperation(z.object({ ResourceName: z.string(), Tags: tags }), ({ ResourceName, Tags }) => {
    const known = taggedAs(databases, ResourceName);
    for (const { Key, Value } of Tags) known.set(Key, Value);
    return {};
  }),
});

function taggedAs(databases: Databases, arn: string): Map<string, string> {
  const [, kind, id = ''] = /^arn:aws:rds:[^:]*:\d*:(db|snapshot|cluster|cluster-snapshot):(.+)$/.exec(arn) ?? [];
  if (kind === undefined) throw invalidValue(`Invalid resource name: ${arn}`);
  const { all, notFound } = taggable(databases)[kind as DbKind];
  const named = id.toLowerCase();
  const found = all.get(named);
  if (found !== undefined && arn === dbArn(kind as DbKind, named)) return found.tags;
  throw notFound(id);
}

const taggable = ({ instances, snapshots, clusters, clusterSnapshots }: Databases) => ({
  db: { all: instances, notFound: instanceNotFound },
  snapshot: { all: snapshots, notFound: snapshotNotFound },
  cluster: { all: clusters, notFound: clusterNotFound },
  'cluster-snapshot': { all: clusterSnapshots, notFound: clusterSnapshotNotFound },
});

function instanceNamed(instances: Databases['instances'], id: string): DbInstance {
  const instance = instances.get(id);
  if (instance === undefined) throw instanceNotFound(id);
  return instance;
}

const instanceNotFound = (id: string): AwsRefusal =>
  new AwsRefusal('DBInstanceNotFound', `DBInstance ${id} not found.`, 404);
const snapshotNotFound = (id: string): AwsRefusal =>
  new AwsRefusal('DBSnapshotNotFound', `DBSnapshot ${id} not found.`, 404);
