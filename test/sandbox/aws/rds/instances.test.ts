import {
  DescribeDBClusterSnapshotsCommand,
  DescribeDBClustersCommand,
  DescribeDBInstanceAutomatedBackupsCommand,
  DescribeDBInstancesCommand,
  DescribeDBSnapshotsCommand,
} from '@aws-sdk/client-rds';
import { describe, expect, it } from 'vitest';
import { until } from '../../../support/a-sandbox.js';
import { rdsOfThisFile } from '../../../support/an-rds.js';

const { sandbox, rds, alter, instance } = rdsOfThisFile();
const restorable = async () => (await instance()).LatestRestorableTime?.getTime() ?? 0;

describe('the RDS instances', () => {
  it('are production and its twin in staging, each where its PostgreSQL listens', async () => {
    const { DBInstances = [] } = await rds().send(new DescribeDBInstancesCommand({}));
    expect(DBInstances).toMatchObject([
      {
        DBInstanceIdentifier: 'applylens-prod',
        DBInstanceStatus: 'available',
        Engine: 'postgres',
        AllocatedStorage: 100,
        Endpoint: { Address: '127.0.0.1', Port: sandbox().database.port },
      },
      { DBInstanceIdentifier: 'applylens-staging', Endpoint: { Port: sandbox().stagingDatabase.port } },
    ]);
    await expect(instance('nobody')).rejects.toMatchObject({ name: 'DBInstanceNotFoundFault' });
  });

  it('can be restored to a moment of the last minutes, which moves on every five', async () => {
    const first = await restorable();
    expect(Date.now() - first).toBeLessThan((7.5 * 60_000) / 300);
    const second = await until(restorable, (at) => at !== first, { every: 100 });
    expect(second - first).toBe((5 * 60_000) / 300);
    const { DBInstanceAutomatedBackups = [] } = await rds().send(
      new DescribeDBInstanceAutomatedBackupsCommand({ DBInstanceIdentifier: 'applylens-prod' }),
    );
    expect(DBInstanceAutomatedBackups[0]?.RestoreWindow?.LatestTime?.getTime()).toBeGreaterThanOrEqual(second);
  });

  it('stay where they are when their logs are not uploaded', async () => {
    await alter({ uploads: false });
    const stopped = await restorable();
    const others = async () => (await instance('applylens-staging')).LatestRestorableTime?.getTime() ?? 0;
    await until(others, (at) => at > stopped + 2_000, { every: 100 });
    expect(await restorable()).toBe(stopped);
    await alter({ uploads: true });
  });

  it('have a week of automated snapshots, and none without a retention period', async () => {
    const snapshots = async () => {
      const command = new DescribeDBSnapshotsCommand({
        DBInstanceIdentifier: 'applylens-prod',
        SnapshotType: 'automated',
      });
      return (await rds().send(command)).DBSnapshots ?? [];
    };
    expect((await snapshots()).map(({ Status }) => Status)).toEqual(Array.from({ length: 7 }, () => 'available'));
    await alter({ backupRetention: 0 });
    expect(await snapshots()).toEqual([]);
    expect((await instance()).LatestRestorableTime).toBeUndefined();
  });

  it('belong to no Aurora cluster', async () => {
    expect((await rds().send(new DescribeDBClustersCommand({}))).DBClusters).toEqual([]);
    expect((await rds().send(new DescribeDBClusterSnapshotsCommand({}))).DBClusterSnapshots).toEqual([]);
    const asked = rds().send(new DescribeDBClustersCommand({ DBClusterIdentifier: 'nobody' }));
    await expect(asked).rejects.toMatchObject({ name: 'DBClusterNotFoundFault' });
  });

  it('are throttled in the words of RDS', async () => {
    sandbox().aws.faults.add({ fault: 'throttle', operation: 'rds:DescribeDBInstances' });
    await expect(instance()).rejects.toMatchObject({ name: 'Throttling', message: 'Rate exceeded' });
  });
});

it("kept to AWS's service model in every exchange", () => {
  expect(sandbox().violations).toEqual([]);
});
