// RDS: Aurora's clusters, whose members have no snapshots of their own.
import {
  CreateDBClusterSnapshotCommand,
  DescribeDBClusterSnapshotsCommand,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
} from '@aws-sdk/client-rds';
import type { Behaviour } from '../behaviour.js';
import { refusalOf, shown, typesOf } from '../observing.js';
import type { Production } from '../production.js';
import { asTaken, databaseOf, Tags, whenTaken } from './databases.js';

const unknown = 'no-such-cluster';

const describe = async ({ rds }: Production, DBClusterIdentifier: string) =>
  (await rds.send(new DescribeDBClustersCommand({ DBClusterIdentifier }))).DBClusters?.[0];

const create = ({ rds }: Production, DBClusterIdentifier: string, DBClusterSnapshotIdentifier: string) =>
  rds.send(new CreateDBClusterSnapshotCommand({ DBClusterIdentifier, DBClusterSnapshotIdentifier, Tags }));

const read = async ({ rds }: Production, DBClusterSnapshotIdentifier: string) =>
  (await rds.send(new DescribeDBClusterSnapshotsCommand({ DBClusterSnapshotIdentifier }))).DBClusterSnapshots?.[0];

export const databaseClusters: readonly Behaviour[] = [
  {
    name: 'DescribeDBClusters tells status, endpoints and writer of a cluster',
    observe: async (production) => {
      const { cluster, member } = databaseOf(production);
      const found = await describe(production, cluster);
      const members = found?.DBClusterMembers ?? [];
      return {
        status: shown(found?.Status),
        members: typesOf(found, ['Endpoint', 'ReaderEndpoint', 'Port', 'LatestRestorableTime', 'DbClusterResourceId']),
        writer: members.some((each) => each.IsClusterWriter === true && each.DBInstanceIdentifier === member),
      };
    },
    expected: {
      status: 'available',
      members: {
        Endpoint: 'text',
        ReaderEndpoint: 'text',
        Port: 'number',
        LatestRestorableTime: 'time',
        DbClusterResourceId: 'text',
      },
      writer: true,
    },
  },
  {
    name: 'DescribeDBInstances names the cluster of a member',
    observe: async (production) => {
      const { cluster, member } = databaseOf(production);
      const asked = new DescribeDBInstancesCommand({ DBInstanceIdentifier: member });
      const { DBInstances } = await production.rds.send(asked);
      return DBInstances?.[0]?.DBClusterIdentifier === cluster;
    },
    expected: true,
  },
  {
    name: 'DescribeDBClusters of an unknown cluster is refused',
    observe: (production) => refusalOf(describe(production, unknown)),
    expected: { code: 'DBClusterNotFoundFault', status: 404 },
  },
  {
    name: 'A snapshot of a cluster is being made, then available, with its tags and its time',
    observe: async (production) => {
      const { cluster } = databaseOf(production);
      const { DBClusterSnapshot: begun } = await create(production, cluster, 'contract-cluster-first');
      const taken = await whenTaken(production, () => read(production, 'contract-cluster-first'));
      return { begun: shown(begun?.Status), ofIt: begun?.DBClusterIdentifier === cluster, taken };
    },
    expected: { begun: 'creating', ofIt: true, taken: asTaken },
  },
  {
    name: 'A snapshot of a cluster whose id is taken is refused',
    observe: async (production) => {
      const { cluster } = databaseOf(production);
      await create(production, cluster, 'contract-cluster-taken');
      await whenTaken(production, () => read(production, 'contract-cluster-taken'));
      return refusalOf(create(production, cluster, 'contract-cluster-taken'));
    },
    expected: { code: 'DBClusterSnapshotAlreadyExistsFault', status: 400 },
  },
  {
    name: 'A snapshot of an unknown cluster is refused',
    observe: (production) => refusalOf(create(production, unknown, 'contract-cluster-of-nothing')),
    expected: { code: 'DBClusterNotFoundFault', status: 404 },
  },
  {
    name: 'DescribeDBClusterSnapshots of an unknown snapshot is refused',
    observe: (production) => refusalOf(read(production, 'no-such-snapshot')),
    expected: { code: 'DBClusterSnapshotNotFoundFault', status: 404 },
  },
];
