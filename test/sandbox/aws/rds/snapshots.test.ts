import { readFileSync } from 'node:fs';
import {
  AddTagsToResourceCommand,
  CreateDBSnapshotCommand,
  type DBSnapshot,
  DescribeDBSnapshotsCommand,
  ListTagsForResourceCommand,
  RestoreDBInstanceFromDBSnapshotCommand,
} from '@aws-sdk/client-rds';
import { describe, expect, it } from 'vitest';
import { openSnapshot } from '../../../../sandbox/instances.js';
import { until } from '../../../support/a-sandbox.js';
import { askDatabase, askUrl, rdsOfThisFile } from '../../../support/an-rds.js';

const { sandbox, rds, alter, instance } = rdsOfThisFile();
const DBInstanceIdentifier = 'applylens-prod';
const create = (DBSnapshotIdentifier: string, more = {}) =>
  rds().send(new CreateDBSnapshotCommand({ DBInstanceIdentifier, DBSnapshotIdentifier, ...more }));
const read = async (DBSnapshotIdentifier: string): Promise<DBSnapshot> =>
  (await rds().send(new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier }))).DBSnapshots?.[0] ?? {};
/** RDS answers twelve questions a second in the long run. */
const unhurried = { every: 100 };
const ended = (id: string) =>
  until(
    () => read(id),
    ({ Status }) => Status !== 'creating',
    unhurried,
  );

describe('a snapshot of an instance', () => {
  it('is a real copy, taken while the instance goes on, that can be opened and read', async () => {
    await askDatabase(
      sandbox().database,
      'create table kept (n int); insert into kept select generate_series(1, 1000)',
    );
    const requestedAt = new Date();

    const { DBSnapshot } = await create('Before-Downgrade', { Tags: [{ Key: 'run', Value: 'r-1' }] });
    expect(DBSnapshot).toMatchObject({ DBSnapshotIdentifier: 'before-downgrade', Status: 'creating' });
    expect(DBSnapshot?.SnapshotCreateTime).toBeUndefined();
    const progress: number[] = [];
    const taken = await until(
      async () => {
        const seen = await read('before-downgrade');
        progress.push(seen.PercentProgress ?? -1);
        return seen;
      },
      ({ Status }) => Status !== 'creating',
      unhurried,
    );
    await askDatabase(sandbox().database, 'delete from kept');

    expect(taken).toMatchObject({ Status: 'available', PercentProgress: 100, SnapshotType: 'manual' });
    expect(taken.SnapshotCreateTime?.getTime()).toBeGreaterThanOrEqual(requestedAt.getTime());
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.some((percent) => percent > 0 && percent < 100)).toBe(true);
    const restored = await openSnapshot(sandbox().aws, 'before-downgrade');
    expect(await askDatabase(restored, 'select count(*)::int as rows from kept')).toEqual([{ rows: 1000 }]);
    expect(await askDatabase(sandbox().database, 'select count(*)::int as rows from kept')).toEqual([{ rows: 0 }]);
    await restored.close();
  });

  it('is restored into a new instance, which has an endpoint once it takes connections', async () => {
    const restore = (id: string, DBSnapshotIdentifier: string) =>
      rds().send(new RestoreDBInstanceFromDBSnapshotCommand({ DBInstanceIdentifier: id, DBSnapshotIdentifier }));
    const { DBInstance } = await restore('applylens-prod-restored', 'before-downgrade');
    expect(DBInstance).toMatchObject({ DBInstanceStatus: 'creating', DBInstanceIdentifier: 'applylens-prod-restored' });
    expect(DBInstance?.Endpoint).toBeUndefined();
    const { Endpoint } = await until(
      () => instance('applylens-prod-restored'),
      ({ DBInstanceStatus }) => DBInstanceStatus === 'available',
      unhurried,
    );
    const url = new URL(readFileSync(sandbox().database.urlFile, 'utf8').trim());
    url.port = `${Endpoint?.Port}`;
    expect(await askUrl(url.href, 'select count(*)::int as rows from kept')).toEqual([{ rows: 1000 }]);
    await expect(restore('applylens-prod-restored', 'before-downgrade')).rejects.toMatchObject({
      name: 'DBInstanceAlreadyExistsFault',
    });
    await expect(restore('another', 'nothing')).rejects.toMatchObject({ name: 'DBSnapshotNotFoundFault' });
  });

  it('has the tags that it was given, then and later', async () => {
    const { DBSnapshotArn: ResourceName } = await read('before-downgrade');
    await rds().send(new AddTagsToResourceCommand({ ResourceName, Tags: [{ Key: 'kept', Value: 'for ever' }] }));
    const { TagList } = await rds().send(new ListTagsForResourceCommand({ ResourceName }));
    expect(TagList).toEqual([
      { Key: 'run', Value: 'r-1' },
      { Key: 'kept', Value: 'for ever' },
    ]);
  });

  it('is refused where the id is taken, the instance is unknown or busy, the account is full or the id is ill-formed', async () => {
    await expect(create('before-downgrade')).rejects.toMatchObject({ name: 'DBSnapshotAlreadyExistsFault' });
    await expect(create('other', { DBInstanceIdentifier: 'nobody' })).rejects.toMatchObject({
      name: 'DBInstanceNotFoundFault',
      message: 'DBInstance nobody not found.',
    });
    await create('first-of-two');
    await expect(create('second-of-two')).rejects.toMatchObject({ name: 'InvalidDBInstanceStateFault' });
    await ended('first-of-two');
    await alter({ snapshotQuota: 2 });
    await expect(create('one-too-many')).rejects.toMatchObject({ name: 'SnapshotQuotaExceededFault' });
    await alter({ snapshotQuota: 100 });
    await expect(create('two--hyphens')).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    await expect(read('one-too-many')).rejects.toMatchObject({ name: 'DBSnapshotNotFoundFault' });
  });

  it('fails, or gets no further, as it is told', async () => {
    await alter({ snapshots: 'fail' });
    await create('failing');
    expect(await ended('failing')).toMatchObject({ Status: 'failed', PercentProgress: 50 });
    await alter({ snapshots: 'stall' });
    await create('stalling');
    await until(
      () => read('stalling'),
      ({ PercentProgress }) => PercentProgress === 50,
      unhurried,
    );
    await alter({ snapshots: 'work' });
    expect(await ended('stalling')).toMatchObject({ Status: 'available' });
  });
});

it("kept to AWS's service model in every exchange", () => {
  expect(sandbox().violations).toEqual([]);
});
