// RDS: clusters of Aurora and their snapshots.
import { z } from 'zod';

import type { SimulatedTime } from '../../world.js';
import type { Operations } from '../operation.js';
import { AwsRefusal } from '../refusal.js';
import { clusterNotFound, createClusterSnapshot, createClusterSnapshotShape } from './create-snapshot.js';
import type { Databases, DbCluster, DbSnapshot } from './databases.js';
import { describeCluster, describeClusterSnapshot } from './describe-cluster.js';
import { identifier, listed, listing, rdsOperation } from './rds-operation.js';

const clusterFilters = {
  'db-cluster-id': ({ id }: DbCluster) => id,
  'db-cluster-resource-id': ({ resourceId }: DbCluster) => resourceId,
  engine: () => 'aurora-postgresql',
};

const snapshotFilters = {
  'db-cluster-id': ({ of }: DbSnapshot) => of.id,
  'db-cluster-snapshot-id': ({ id }: DbSnapshot) => id,
  'snapshot-type': ({ type }: DbSnapshot) => type,
  engine: () => 'aurora-postgresql',
};

export const clusterOperations = (databases: Databases, time: SimulatedTime): Operations => ({
  DescribeDBClusters: rdsOperation(
    z.object({ DBClusterIdentifier: identifier.optional(), ...listing }),
    ({ DBClusterIdentifier: id, ...paging }) => {
      if (id !== undefined && !databases.clusters.has(id)) throw clusterNotFound(id);
      const asked = [...databases.clusters.values()].filter((each) => (id ?? each.id) === each.id);
      return listed(asked, paging, 'DBCluster', clusterFilters, (each) => describeCluster(each, time));
    },
  ),

  DescribeDBClusterSnapshots: rdsOperation(
    z.object({
      DBClusterIdentifier: identifier.optional(),
      DBClusterSnapshotIdentifier: identifier.optional(),
      SnapshotType: z.string().optional(),
      ...listing,
    }),
    ({ DBClusterIdentifier: cluster, DBClusterSnapshotIdentifier: id, SnapshotType, ...paging }) => {
      if (id !== undefined && !databases.clusterSnapshots.has(id)) throw clusterSnapshotNotFound(id);
      const asked = [...databases.clusterSnapshots.values()]
        .filter((each) => (id ?? each.id) === each.id)
        .filter(({ of }) => (cluster ?? of.id) === of.id)
        .filter(({ type }) => (SnapshotType ?? type) === type);
      return listed(asked, paging, 'DBClusterSnapshot', snapshotFilters, (each) => describeClusterSnapshot(each, time));
    },
  ),

  CreateDBClusterSnapshot: rdsOperation(createClusterSnapshotShape, (input) => ({
    DBClusterSnapshot: describeClusterSnapshot(createClusterSnapshot(databases, time, input), time),
  })),
});

export const clusterSnapshotNotFound = (id: string): AwsRefusal =>
  new AwsRefusal('DBClusterSnapshotNotFoundFault', `DBClusterSnapshot ${id} not found.`, 404);
