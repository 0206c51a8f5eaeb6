import {
  AddTagsToResourceCommand,
  CreateDBClusterSnapshotCommand,
  CreateDBSnapshotCommand,
  DescribeDBClusterSnapshotsCommand,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  DescribeDBSnapshotsCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-rds';
import { describe, expect, it } from 'vitest';
import { openSnapshot } from '../../../../sandbox/instances.js';
import { until } from '../../../support/a-sandbox.js';
import { askDatabase, rdsOfThisFile } from '../../../support/an-rds.js';

const { sandbox, rds, alter } = rdsOfThisFile({ joins: 'orders' });
const DBClusterIdentifier = 'orders';
const create = (DBClusterSnapshotIdentifier: string, more = {}) =>
  rds().send(new CreateDBClusterSnapshotCommand({ DBClusterIdentifier, DBClusterSnapshotIdentifier, ...more }));
const read = async (DBClusterSnapshotIdentifier: string) =>
  (await rds().send(new DescribeDBClusterSnapshotsCommand({ DBClusterSnapshotIdentifier }))).DBClusterSnapshots?.[0];
const ended = (id: string) =>
  until(
    () => read(id),
    (snapshot) => snapshot?.Status !== 'creating',
    { every: 100 },
  );

describe('a cluster of Aurora', () => {
  it('is where its writer listens, and has its restorable time', async () => {
    const { DBClusters = [] } = await rds().send(new DescribeDBClustersCommand({ DBClusterIdentifier }));
    expect(DBClusters).toMatchObject([
      {
        Status: 'available',
        Engine: 'aurora-postgresql',
        Endpoint: '127.0.0.1',
        Port: sandbox().database.port,
        LatestRestorableTime: expect.any(Date),
        DBClusterMembers: [{ DBInstanceIdentifier: 'applylens-prod', IsClusterWriter: true }],
      },
    ]);
    const unknown = rds().send(new DescribeDBClustersCommand({ DBClusterIdentifier: 'nobody' }));
    await expect(unknown).rejects.toMatchObject({ name: 'DBClusterNotFoundFault' });
  });

  it('is backed up in the place of its members', async () => {
    const DBInstanceIdentifier = 'applylens-prod';
    const { DBInstances = [] } = await rds().send(new DescribeDBInstancesCommand({ DBInstanceIdentifier }));
    expect(DBInstances).toMatchObject([{ DBClusterIdentifier, Engine: 'aurora-postgresql' }]);
    expect(DBInstances[0]?.LatestRestorableTime).toBeUndefined();
    const { DBSnapshots } = await rds().send(new DescribeDBSnapshotsCommand({ DBInstanceIdentifier }));
    expect(DBSnapshots).toEqual([]);
    const refused = rds().send(
      new CreateDBSnapshotCommand({ DBInstanceIdentifier, DBSnapshotIdentifier: 'of-member' }),
    );
    await expect(refused).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message: expect.stringContaining('Please use the CreateDBClusterSnapshot API instead'),
    });
  });
});

describe('a snapshot of a cluster', () => {
  it('is a real copy with its tags, whose size RDS does not tell', async () => {
    await askDatabase(
      sandbox().database,
      'create table kept (n int); insert into kept select generate_series(1, 1000)',
    );
    const { DBClusterSnapshot: begun } = await create('Before', { Tags: [{ Key: 'run', Value: 'r-1' }] });
    expect(begun).toMatchObject({ DBClusterSnapshotIdentifier: 'before', DBClusterIdentifier, Status: 'creating' });
    const taken = await ended('before');
    expect(taken).toMatchObject({ Status: 'available', PercentProgress: 100, AllocatedStorage: 0 });
    expect(taken?.SnapshotType).toBe('manual');
    const ResourceName = taken?.DBClusterSnapshotArn;
    await rds().send(new AddTagsToResourceCommand({ ResourceName, Tags: [{ Key: 'kept', Value: 'for ever' }] }));
    const { TagList } = await rds().send(new ListTagsForResourceCommand({ ResourceName }));
    expect(TagList?.map(({ Key }) => Key)).toEqual(['run', 'kept']);
    const restored = await openSnapshot(sandbox().aws, 'before');
    expect(await askDatabase(restored, 'select count(*)::int as rows from kept')).toEqual([{ rows: 1000 }]);
    await restored.close();
  });

  it('is refused where the id is taken, the cluster is unknown or busy, or the account is full', async () => {
    await expect(create('before')).rejects.toMatchObject({ name: 'DBClusterSnapshotAlreadyExistsFault' });
    await expect(create('other', { DBClusterIdentifier: 'nobody' })).rejects.toMatchObject({
      name: 'DBClusterNotFoundFault',
    });
    await alter({ instance: 'orders', status: 'modifying' });
    await expect(create('busy')).rejects.toMatchObject({ name: 'InvalidDBClusterStateFault' });
    await alter({ instance: 'orders', status: 'available', snapshotQuota: 1 });
    await expect(create('one-too-many')).rejects.toMatchObject({ name: 'SnapshotQuotaExceededFault' });
    await expect(read('one-too-many')).rejects.toMatchObject({ name: 'DBClusterSnapshotNotFoundFault' });
  });
});

it("kept to AWS's service model in every exchange", () => {
  expect(sandbox().violations).toEqual([]);
});
