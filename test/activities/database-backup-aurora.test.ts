import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BackedUp, DatabaseActivities } from '../../activities/database-activities.js';
import { backUpDatabase } from '../../activities/database-backup.js';
import { readBackups } from '../../activities/rds.js';
import { controlOf } from '../support/control-api.js';
import { aProduction, type Production } from './a-production.js';

let production: Production;
beforeAll(async () => {
  production = await aProduction({ timeScale: 300 });
  await controlOf(production.sandbox).send('POST', '/rds', { instance: 'applylens-prod', joins: 'orders' });
});
afterAll(() => production?.stop());

type Question = Parameters<DatabaseActivities['backUpDatabase']>[0];

it('backs a member of an Aurora cluster up by a snapshot of the cluster, made once', async () => {
  const run = { workflowId: 'rollback/prod/applylens-api', runId: 'r', runKey: 'run-aaaaaa' };
  const [acceptedAt, deadline] = [0, 20_000].map((ms) => new Date(Date.now() + ms).toISOString());
  const question = { entry: production.entry, run, acceptedAt: acceptedAt ?? '', deadline: deadline ?? '' };
  const backUp = () =>
    new MockActivityEnvironment().run<[Question], BackedUp, ReturnType<typeof backUpDatabase>>(
      backUpDatabase(production),
      question,
    );
  const backup = await backUp();
  expect(backup).toMatchObject({
    end: 'available',
    id: expect.stringMatching(/^rollback-backup-\d{8}-\d{6}-aaaaaa$/),
    restorableTo: expect.stringMatching(/^20/),
  });
  // The newest restorable moment moves on.
  expect(await backUp()).toEqual({ ...backup, restorableTo: expect.any(String) as string });
  const { databases } = production.sandbox.aws;
  const own = [...databases.clusterSnapshots.values()].filter(({ type }) => type === 'manual');
  expect(own.map(({ id, of }) => [id, of.id])).toEqual([[backup.end === 'available' && backup.id, 'orders']]);
  const { rds } = production.aws.of(production.entry);
  const named = { kind: 'instance', id: 'applylens-prod' } as const;
  expect(await readBackups(rds, named, new AbortController().signal)).toMatchObject({ kind: 'cluster', id: 'orders' });
});
