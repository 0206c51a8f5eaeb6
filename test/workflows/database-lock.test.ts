import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { databaseHolds } from '../../activities/database/held-by.js';
import { databaseId, queues } from '../../src/identifiers.js';
import { texts, withRollbacks } from '../support/a-rollback-service.js';
import { agreedByTwo } from '../support/agreed-by-two.js';
import { anAssessment, askedWithDatabase, withDatabase } from '../support/scripted-database.js';
import { relayed } from '../support/signed.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();
const lock = databaseId('prod', 'applylens');

const isHeld = async (): Promise<boolean> =>
  temporal.client.workflow
    .getHandle(lock)
    .describe()
    .then(({ status }) => status.name === 'RUNNING')
    .catch(() => false);

const retry = () => relayed('decide', ['operator'], { by: 'ann', action: 'retry' });

describe('the lock of a database', () => {
  it('is free while a refused assessment waits for a person, and taken again when it goes on', async () => {
    let refusals = ['0018_hash_tokens cannot be taken back'];
    await withRollbacks(
      temporal,
      withDatabase({ assessDatabase: async () => anAssessment({ refusals }) }),
      async ({ start }) => {
        const run = await start(askedWithDatabase());
        await run.until(({ waiting }) => waiting?.what === 'the operator');
        expect(await isHeld()).toBe(false);
        refusals = [];
        await run.say('decide', retry());
        await run.until(({ phase }) => phase === 'waiting for approval');
        expect(await isHeld()).toBe(true);
        await run.say('abort', { by: 'ann', reason: 'enough' });
        expect(texts(await run.report())).toMatch(
          /the database applylens is free for others while a person is waited for[^]*holding the database applylens/,
        );
      },
    );
  });

  it('of another run is waited for without a person, and that run is named', async () => {
    const other = await temporal.client.workflow.start('databaseLock', {
      workflowId: lock,
      taskQueue: queues.main,
      args: [{ workflowId: 'rollback/prod/billing' }],
    });
    const { databaseFreed } = databaseHolds({ temporal: temporal.client });
    await withRollbacks(
      temporal,
      withDatabase({ databaseFreed }),
      async ({ start }) => {
        const run = await start(askedWithDatabase());
        const { waiting } = await run.until((status) => status.waiting?.what === 'the operator');
        expect(waiting).toMatchObject({
          why: expect.stringContaining('rollback/prod/billing holds the database applylens'),
          byItself: 'nobody else holds the database',
        });
        await other.terminate('its run is over');
        await run.until(({ phase }) => phase === 'waiting for approval');
        await run.say('abort', { by: 'ann', reason: 'enough' });
        await run.report();
      },
      { keepAs: 'database-held' },
    );
  });

  it('is kept by a run that has begun to change the database', async () => {
    const script = withDatabase({
      downgradeDatabase: async () => ({
        ...{ standing: { state: 'on the path', done: 1 }, begun: true, ran: [], orphansEnded: 0, blockers: [] },
        ...{ says: 'permission denied', at: new Date().toISOString() },
      }),
      assessDatabase: async () => twoSteps,
      plotPath: async () => path,
      readStanding: async () => ({ state: 'on the path', done: 1 }),
    });
    const [step = never()] = anAssessment().steps;
    const twoSteps = anAssessment({ steps: [step, { ...step, revision: '0017_email_thread' }] });
    const path = ['before', 'half', 'after'].map((fingerprint) => ({ revisions: [fingerprint], fingerprint }));
    await withRollbacks(temporal, script, async ({ start }) => {
      const run = await start(askedWithDatabase());
      await agreedByTwo(run);
      await run.until(({ waiting }) => waiting?.what === 'the operator');
      expect(await isHeld()).toBe(true);
      await run.say('abort', { by: 'ann', reason: 'enough' });
      await run.report();
    });
  });
});

describe('a rehearsal that cannot be done', () => {
  it.each([
    ['staging that is down', ApplicationFailure.retryable('Copying staging: ECONNREFUSED', 'DatabaseUnavailable')],
    ['staging that refuses', ApplicationFailure.nonRetryable('Copying staging: wrong password', 'DatabaseRefused')],
  ])('is a question to a person, who may let the application go alone: %s', async (_, refusal) => {
    const script = withDatabase({
      rehearseDatabase: async () => {
        throw refusal;
      },
    });
    await withRollbacks(temporal, script, async ({ start, callsOf }) => {
      const run = await start(askedWithDatabase());
      const { waiting, legalActions } = await run.until((status) => status.waiting?.what === 'the operator');
      expect(waiting).toMatchObject({ why: expect.stringContaining(refusal.message) });
      expect(waiting?.byItself).toBeUndefined();
      expect(legalActions).toContain('skip');
      await run.say('decide', { by: 'ann', action: 'skip' });
      expect(await run.report()).toMatchObject({ outcome: 'ROLLED_BACK' });
      expect(callsOf('downgradeDatabase')).toHaveLength(0);
    });
  });
});

describe('a downgrade of which no answer came', () => {
  it('is gone on with from where the database stands, on the path that was approved', async () => {
    let tries = 0;
    const script = withDatabase({
      downgradeDatabase: async () => {
        tries += 1;
        if (tries === 1) throw ApplicationFailure.nonRetryable('Asking applylens: no answer', 'DatabaseRefused');
        return {
          ...{ standing: { state: 'on the path', done: 1 }, begun: true, ran: [], orphansEnded: 0, blockers: [] },
          at: new Date().toISOString(),
        };
      },
    });
    await withRollbacks(temporal, script, async ({ start, callsOf }) => {
      const run = await start(askedWithDatabase());
      await agreedByTwo(run);
      await run.until(({ waiting }) => waiting?.what === 'the operator');
      await run.say('decide', retry());
      const report = await run.report();
      expect(report).toMatchObject({
        outcome: 'ROLLED_BACK',
        database: { from: ['0018_consent_log'], state: 'The database applylens was taken back to 0017_email_thread' },
      });
      expect(callsOf('rehearseDatabase')).toHaveLength(1);
    });
  });
});

const never = (): never => {
  throw new Error('there is a step');
};
