// RDS, as far as a backup before a database rollback asks it: instances and their snapshots.
import { setTimeout as delay } from 'node:timers/promises';
import {
  CreateDBSnapshotCommand,
  DescribeDBInstancesCommand,
  DescribeDBSnapshotsCommand,
  type Tag,
} from '@aws-sdk/client-rds';
import type { Behaviour, Json } from '../behaviour.js';
import { refusalOf, shown, typesOf } from '../observing.js';
import { needed, type Production } from '../production.js';

export const databaseOf = ({ database }: Production) =>
  needed(database, 'a real account has no database for the contract');
export const Tags = [{ Key: 'runback:run', Value: 'contract' }];
const unknown = 'no-such-database';

/** Also how a snapshot of a cluster is shown. */
export interface Taken {
  readonly Status?: string | undefined;
  readonly PercentProgress?: number | undefined;
  readonly SnapshotCreateTime?: Date | undefined;
  readonly SnapshotType?: string | undefined;
  readonly TagList?: readonly Tag[] | undefined;
}

/** What it is when it is no longer being made. */
export async function whenTaken(
  { settlesWithinMs, looksEveryMs }: Production,
  read: () => Promise<Taken | undefined>,
): Promise<Json> {
  const end = Date.now() + settlesWithinMs;
  let seen = await read();
  while (seen?.Status === 'creating' && Date.now() < end) {
    await delay(looksEveryMs);
    seen = await read();
  }
  return {
    status: shown(seen?.Status),
    percent: shown(seen?.PercentProgress),
    type: shown(seen?.SnapshotType),
    at: seen?.SnapshotCreateTime === undefined ? 'missing' : 'a time',
    tags: (seen?.TagList ?? []).map(({ Key, Value }) => `${Key}=${Value}`),
  };
}

export const asTaken = {
  status: 'available',
  percent: 100,
  type: 'manual',
  at: 'a time',
  tags: ['runback:run=contract'],
};

const describe = async ({ rds }: Production, DBInstanceIdentifier: string) =>
  (await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier }))).DBInstances?.[0];

const create = ({ rds }: Production, DBInstanceIdentifier: string, DBSnapshotIdentifier: string) =>
  rds.send(new CreateDBSnapshotCommand({ DBInstanceIdentifier, DBSnapshotIdentifier, Tags }));

const read = async ({ rds }: Production, DBSnapshotIdentifier: string) =>
  (await rds.send(new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier }))).DBSnapshots?.[0];

export const databases: readonly Behaviour[] = [
  {
    name: 'DescribeDBInstances tells status, endpoint, size and newest restorable time of an instance',
    observe: async (production) => {
      const instance = await describe(production, databaseOf(production).instance);
      return {
        status: shown(instance?.DBInstanceStatus),
        endpoint: typesOf(instance?.Endpoint, ['Address', 'Port']),
        members: typesOf(instance, [
          'DbiResourceId',
          'AllocatedStorage',
          'LatestRestorableTime',
          'DBClusterIdentifier',
        ]),
      };
    },
    expected: {
      status: 'available',
      endpoint: { Address: 'text', Port: 'number' },
      members: {
        DbiResourceId: 'text',
        AllocatedStorage: 'number',
        LatestRestorableTime: 'time',
        DBClusterIdentifier: 'missing',
      },
    },
  },
  {
    name: 'DescribeDBInstances of an unknown instance is refused',
    observe: (production) => refusalOf(describe(production, unknown)),
    expected: { code: 'DBInstanceNotFoundFault', status: 404 },
  },
  {
    name: 'A snapshot of an instance is being made, then available, with its tags and its time',
    observe: async (production) => {
      const { instance } = databaseOf(production);
      const { DBSnapshot: begun } = await create(production, instance, 'contract-first');
      const taken = await whenTaken(production, () => read(production, 'contract-first'));
      return { begun: shown(begun?.Status), ofIt: begun?.DBInstanceIdentifier === instance, taken };
    },
    expected: { begun: 'creating', ofIt: true, taken: asTaken },
  },
  {
    name: 'A snapshot of an instance whose id is taken is refused',
    observe: async (production) => {
      const { instance } = databaseOf(production);
      await create(production, instance, 'contract-taken');
      await whenTaken(production, () => read(production, 'contract-taken'));
      return refusalOf(create(production, instance, 'contract-taken'));
    },
    expected: { code: 'DBSnapshotAlreadyExistsFault', status: 400 },
  },
  {
    name: 'A snapshot of an unknown instance is refused',
    observe: (production) => refusalOf(create(production, unknown, 'contract-of-nothing')),
    expected: { code: 'DBInstanceNotFoundFault', status: 404 },
  },
  {
    name: 'A snapshot of a member of a cluster is refused',
    observe: (production) => refusalOf(create(production, databaseOf(production).member, 'contract-of-member')),
    expected: { code: 'InvalidParameterValue', status: 400 },
  },
  {
    name: 'DescribeDBSnapshots of an unknown snapshot is refused',
    observe: (production) => refusalOf(read(production, 'no-such-snapshot')),
    expected: { code: 'DBSnapshotNotFoundFault', status: 404 },
  },
];
