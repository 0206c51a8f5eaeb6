import { ActivityCancellationDetails } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BackedUp, DatabaseActivities } from '../../activities/database-activities.js';
import { backUpDatabase } from '../../activities/database-backup.js';
import { openSnapshot } from '../../sandbox/instances.js';
import type { CatalogueEntry } from '../../src/catalogue/entry.js';
import { until } from '../support/a-sandbox.js';
import { controlOf } from '../support/control-api.js';
import { aProduction, type Production } from './a-production.js';

let production: Production;
beforeAll(async () => {
  production = await aProduction({ timeScale: 300 });
});
afterEach(async () => {
  production.sandbox.aws.faults.clear();
  await alter({ snapshots: 'work', snapshotQuota: 100 });
  await until(
    () => production.sandbox.aws.databases.instances.get('applylens-prod'),
    (instance) => instance?.status !== 'backing-up',
  );
  await alter({ status: 'available' });
});
afterAll(() => production?.stop());

const alter = (change: object) =>
  controlOf(production.sandbox).send('POST', '/rds', { instance: 'applylens-prod', ...change });
const created = () => production.sandbox.aws.calls.list('rds:CreateDBSnapshot').filter(({ applied }) => applied).length;
const ownSnapshots = (end: string) =>
  [...production.sandbox.aws.databases.snapshots.keys()].filter((id) => id.endsWith(end));

type Question = Parameters<DatabaseActivities['backUpDatabase']>[0];
const backUp = (environment: MockActivityEnvironment, question: Question): Promise<BackedUp> =>
  environment.run<[Question], BackedUp, ReturnType<typeof backUpDatabase>>(backUpDatabase(production), question);

interface Asked {
  readonly runKey: string;
  readonly withinMs?: number;
  readonly entry?: CatalogueEntry;
}

interface Beat {
  readonly sentence: string;
  readonly percent?: number;
}

function ask({ runKey, withinMs = 20_000, entry = production.entry }: Asked, beats: Beat[] = []) {
  const environment = new MockActivityEnvironment();
  environment.on('heartbeat', (beat) => beats.push(beat as Beat));
  const run = { workflowId: 'rollback/prod/applylens-api', runId: runKey, runKey };
  const acceptedAt = new Date().toISOString();
  const question = { entry, run, acceptedAt, deadline: new Date(Date.now() + withinMs).toISOString() };
  return {
    environment,
    question,
    ended: backUp(environment, question),
  };
}

describe('the backup before a database rollback', () => {
  it('is a snapshot of its own, followed until it is available, that can be opened', async () => {
    const beats: Beat[] = [];
    const { ended, question } = ask({ runKey: 'run-aaaaaa' }, beats);
    const backup = await ended;
    if (backup.end !== 'available') throw new Error(JSON.stringify(backup));
    expect(backup.id).toMatch(/^rollback-backup-\d{8}-\d{6}-aaaaaa$/);
    expect(backup.at > question.acceptedAt).toBe(true);
    expect(backup).toMatchObject({ allocatedGib: 100, restorableTo: expect.stringMatching(/^20/) });
    expect(
      beats.some(({ percent = 0, sentence }) => percent > 0 && percent < 100 && /creating, \d+ %$/.test(sentence)),
    ).toBe(true);
    expect(production.sandbox.aws.databases.snapshots.get(backup.id)?.tags).toEqual(
      new Map([
        ['runback:run', 'run-aaaaaa'],
        ['runback:rollback', 'rollback/prod/applylens-api'],
        ['runback:service', 'applylens-api'],
      ]),
    );
    const restored = await openSnapshot(production.sandbox.aws, backup.id);
    await restored.begin();
    await restored.close();
  });

  it('is made once, whoever asks again', async () => {
    const before = created();
    const { question, ended } = ask({ runKey: 'run-bbbbbb' });
    const again = backUp(new MockActivityEnvironment(), question);
    expect(await again).toMatchObject({ end: 'available' });
    expect((await ended).end).toBe('available');
    const later = backUp(new MockActivityEnvironment(), question);
    expect((await later).end).toBe('available');
    expect(created() - before).toBe(1);
    expect(ownSnapshots('-bbbbbb')).toHaveLength(1);
  });

  it.each(['drop-answer', 'reset'] as const)('is made once when the answer was lost: %s', async (fault) => {
    const before = created();
    production.sandbox.aws.faults.add({ fault, operation: 'rds:CreateDBSnapshot' });
    expect((await ask({ runKey: `run-${fault === 'reset' ? 'c1c1c1' : 'c2c2c2'}` }).ended).end).toBe('available');
    expect(created() - before).toBe(1);
  });

  it('goes on through throttling and outages of what is read', async () => {
    production.sandbox.aws.faults.add({ fault: 'throttle', operation: 'rds:DescribeDBSnapshots', times: 4 });
    expect((await ask({ runKey: 'run-dddddd' }).ended).end).toBe('available');
  });

  it.each([
    [
      'is busy',
      { status: 'modifying' },
      /not currently in the available state/,
      /^Wait until applylens-prod is available/,
    ],
    ['is of an account with too many snapshots', { snapshotQuota: 0 }, /manual snapshots/, /^Delete manual snapshots/],
    [
      'fails half way',
      { snapshots: 'fail' },
      /of no use: it is failed/,
      /delete-db-snapshot .*Runback deletes no snapshot/,
    ],
  ])('is refused with the remedy where the instance %s', async (what, change, why, remedy) => {
    await alter(change);
    const refused = await ask({ runKey: `run-${what.length}eeeee` }).ended;
    expect(refused).toMatchObject({
      end: 'refused',
      why: expect.stringMatching(why),
      remedy: expect.stringMatching(remedy),
    });
  });

  it('is refused where the id belongs to somebody else', async () => {
    const { question, ended } = ask({ runKey: 'run-ffffff' });
    await ended;
    const other = { ...question, run: { ...question.run, runKey: 'other-run-ffffff' } };
    const answer = await backUp(new MockActivityEnvironment(), other);
    expect(answer).toMatchObject({ end: 'refused', why: expect.stringMatching(/another run or a person made it/) });
  });

  it('is refused where the catalogue names another instance than there is, or none', async () => {
    const { database = { name: 'applylens', url: '', host: '' } } = production.entry;
    const elsewhere = {
      ...production.entry,
      database: { ...database, rds: { kind: 'instance', id: 'nobody' } as const },
    };
    expect(await ask({ runKey: 'run-gggggg', entry: elsewhere }).ended).toMatchObject({
      end: 'refused',
      why: expect.stringContaining('DBInstance nobody not found'),
    });
    const { rds: _, ...unnamed } = database;
    expect(await ask({ runKey: 'run-gggggg', entry: { ...production.entry, database: unnamed } }).ended).toMatchObject({
      end: 'refused',
      why: expect.stringContaining('names no RDS instance or cluster'),
    });
  });

  it('ends at its deadline, saying how far it is', async () => {
    await alter({ snapshots: 'stall' });
    expect(await ask({ runKey: 'run-hhhhhh', withinMs: 1_500 }).ended).toMatchObject({
      end: 'out of time',
      why: expect.stringMatching(/is creating, 50 %$/),
    });
  });

  it('ends when the workflow asks, and is gone on with by the next worker when this one stops', async () => {
    await alter({ snapshots: 'stall' });
    const beats: Beat[] = [];
    const first = ask({ runKey: 'run-kkkkkk' }, beats);
    await until(
      () => beats.length,
      (count) => count > 0,
    );
    first.environment.cancel('WORKER_SHUTDOWN', new ActivityCancellationDetails({ workerShutdown: true }));
    await expect(first.ended).rejects.toMatchObject({ type: 'NotYet' });
    const second = new MockActivityEnvironment();
    const going = backUp(second, first.question);
    second.cancel('CANCELLED', new ActivityCancellationDetails({ cancelRequested: true }));
    expect(await going).toMatchObject({ end: 'stopped' });
    expect(ownSnapshots('-kkkkkk')).toHaveLength(1);
  });

  it('needs a person where the role may not make snapshots', async () => {
    const denied = { fault: 'error', code: 'AccessDenied', status: 403, message: 'Not allowed.' } as const;
    production.sandbox.aws.faults.add({ ...denied, operation: 'rds:CreateDBSnapshot' });
    await expect(ask({ runKey: 'run-iiiiii' }).ended).rejects.toMatchObject({ type: 'AwsAccessDenied' });
    expect(ownSnapshots('-iiiiii')).toEqual([]);
  });
});

it("kept to AWS's service model in every exchange", () => {
  expect(production.sandbox.violations).toEqual([]);
});
