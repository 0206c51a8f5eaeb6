import { readFileSync } from 'node:fs';
import {
  AddTagsToResourceCommand,
  CreateDBSnapshotCommand,
  type DBSnapshot,
  DescribeDBSnapshotsCommand,
  ListTagsForResourceCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../../sandbox/database/database.js';
import { openSnapshot } from '../../../../sandbox/instances.js';
import { aSandbox, awsSettingsOf, type CheckedSandbox, until } from '../../../support/a-sandbox.js';
import { controlOf } from '../../../support/control-api.js';

let sandbox: CheckedSandbox;
let rds: RDSClient;
beforeAll(async () => {
  sandbox = await aSandbox({ timeScale: 300 });
  rds = new RDSClient(awsSettingsOf(sandbox));
});
afterAll(() => sandbox?.stop());

const DBInstanceIdentifier = 'applylens-prod';
const alter = (change: object) =>
  controlOf(sandbox).send('POST', '/rds', { instance: DBInstanceIdentifier, ...change });
const create = (DBSnapshotIdentifier: string, more = {}) =>
  rds.send(new CreateDBSnapshotCommand({ DBInstanceIdentifier, DBSnapshotIdentifier, ...more }));
const read = async (DBSnapshotIdentifier: string): Promise<DBSnapshot> =>
  (await rds.send(new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier }))).DBSnapshots?.[0] ?? {};
const ended = (id: string) =>
  until(
    () => read(id),
    ({ Status }) => Status !== 'creating',
  );

async function ask(database: Database, question: string): Promise<unknown[]> {
  const client = new Client({ connectionString: readFileSync(database.urlFile, 'utf8').trim() });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<Record<string, unknown>>(question)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

describe('a snapshot of an instance', () => {
  it('is a real copy, taken while the instance goes on, that can be opened and read', async () => {
    await ask(sandbox.database, 'create table kept (n int); insert into kept select generate_series(1, 1000)');
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
    );
    await ask(sandbox.database, 'delete from kept');

    expect(taken).toMatchObject({ Status: 'available', PercentProgress: 100, SnapshotType: 'manual' });
    expect(taken.SnapshotCreateTime?.getTime()).toBeGreaterThanOrEqual(requestedAt.getTime());
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.some((percent) => percent > 0 && percent < 100)).toBe(true);
    const restored = await openSnapshot(sandbox.aws, 'before-downgrade');
    expect(await ask(restored, 'select count(*)::int as rows from kept')).toEqual([{ rows: 1000 }]);
    expect(await ask(sandbox.database, 'select count(*)::int as rows from kept')).toEqual([{ rows: 0 }]);
    await restored.close();
  });

  it('has the tags that it was given, then and later', async () => {
    const { DBSnapshotArn: ResourceName } = await read('before-downgrade');
    await rds.send(new AddTagsToResourceCommand({ ResourceName, Tags: [{ Key: 'kept', Value: 'for ever' }] }));
    const { TagList } = await rds.send(new ListTagsForResourceCommand({ ResourceName }));
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
    );
    await alter({ snapshots: 'work' });
    expect(await ended('stalling')).toMatchObject({ Status: 'available' });
  });
});

it("kept to AWS's service model in every exchange", () => {
  expect(sandbox.violations).toEqual([]);
});
