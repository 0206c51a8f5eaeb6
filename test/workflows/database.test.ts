import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { texts, withRollbacks } from '../support/a-rollback-service.js';
import { agreedByTwo } from '../support/agreed-by-two.js';
import {
  anAssessment,
  aRehearsal,
  askedWithDatabase,
  databaseEntry,
  withDatabase,
} from '../support/scripted-database.js';
import { approvalBy } from '../support/signed.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();

describe('a rollback of the database', () => {
  it('rehearses and backs up, waits for two proven approvers, takes the schema back, then the application', async () => {
    await withRollbacks(
      temporal,
      withDatabase(),
      async ({ start, calls }) => {
        const run = await start(askedWithDatabase());
        const { waiting } = await run.until(({ phase }) => phase === 'waiting for approval');
        expect(waiting?.why).toContain('lost for good: table consent_log (1,204 rows)');
        expect(waiting?.from).toContain('2 approvers');
        await run.handle.signal('approve', { by: 'mallory' });
        await run.handle.signal('approve', approvalBy('ann'));
        await run.handle.signal('approve', approvalBy('ben'));
        const report = await run.report();
        expect(report.outcome).toBe('ROLLED_BACK');
        expect(report.database).toMatchObject({
          from: ['0018_consent_log'],
          lost: ['table consent_log (1,204 rows)'],
          state: 'The database applylens was taken back to 0017_email_thread',
          restorableTo: '2025-10-17T03:02:00.000Z',
        });
        expect(texts(report)).toContain('besides, production can be restored to 2025-10-17T03:02:00.000Z');
        const order = calls
          .map(({ activity }) => activity)
          .filter((each) => ['downgradeDatabase', 'startEcsDeployment'].includes(each));
        expect(order).toEqual(['downgradeDatabase', 'startEcsDeployment']);
        expect(report.timeline.map(({ text }) => text).join('\n')).toMatch(/mallory.*only claimed/);
      },
      { keepAs: 'database' },
    );
  });

  it('goes on from where the database stands when a lock was not to be had, and names who held it', async () => {
    let tries = 0;
    const script = withDatabase({
      downgradeDatabase: async () => {
        tries += 1;
        const rest = { begun: true, ran: ['0018_consent_log'], orphansEnded: 0, at: new Date().toISOString() };
        if (tries > 1) return { ...rest, standing: { state: 'on the path', done: 1 }, blockers: [] };
        const blocker = {
          pid: 41,
          application: 'report',
          user: 'bi',
          state: 'active',
          forSeconds: 900,
          query: 'select',
        };
        return {
          ...rest,
          standing: { state: 'on the path', done: 0 },
          says: 'canceling statement due to lock timeout',
          sqlstate: '55P03',
          blockers: [blocker],
        };
      },
    });
    await withRollbacks(
      temporal,
      script,
      async ({ start }) => {
        const run = await start(askedWithDatabase());
        await agreedByTwo(run);
        const report = await run.report();
        expect(report.outcome).toBe('ROLLED_BACK');
        expect(report.timeline.map(({ text }) => text).join('\n')).toContain(
          'held by backend 41 (report, its transaction is 900 s old)',
        );
      },
      { keepAs: 'database-locked' },
    );
  });

  it('ends as FAILED_DIRTY where the schema matches no step, with both ways out, and leaves the application alone', async () => {
    const off = { state: 'off the path', claims: 1 } as const;
    const script = withDatabase({
      downgradeDatabase: async () => ({
        standing: off,
        begun: true,
        ran: ['0018_consent_log'],
        orphansEnded: 1,
        blockers: [],
        says: 'ended by SIGKILL',
        at: new Date().toISOString(),
      }),
      readStanding: async () => off,
    });
    await withRollbacks(
      temporal,
      script,
      async ({ start, callsOf }) => {
        const run = await start(askedWithDatabase());
        await agreedByTwo(run);
        const report = await run.report();
        expect(report).toMatchObject({
          outcome: 'FAILED_DIRTY',
          database: { state: expect.stringContaining('never rehearsed') },
        });
        expect(report.next.sentence).toMatch(/--database( --act)?\), or restore rollback-backup-/);
        expect(report.next.command).toMatch(
          /^aws rds restore-db-instance-from-db-snapshot --db-instance-identifier applylens-prod-restored-\S+ --db-snapshot-identifier rollback-backup-/,
        );
        expect(callsOf('startEcsDeployment')).toHaveLength(0);
      },
      { keepAs: 'database-dirty' },
    );
  });

  it.each([
    [
      'a step that cannot be taken back',
      {
        assessDatabase: async () =>
          anAssessment({ refusals: ['0018_hash_tokens cannot be taken back: its downgrade() refuses'] }),
      },
      /cannot be taken back/,
    ],
    [
      'a rehearsal that stopped',
      { rehearseDatabase: async () => aRehearsal({ stoppedBy: 'relation does not exist' }) },
      /the rehearsal stopped: relation/,
    ],
    [
      'tests that fail after it',
      {
        rehearseDatabase: async () =>
          aRehearsal({ tests: { state: 'failed', command: 'pytest', lastLines: ['1 failed'], tookMs: 1 } }),
      },
      /tests failed after it: 1 failed/,
    ],
    [
      'a folder that does not load',
      {
        assessDatabase: async () => {
          throw ApplicationFailure.nonRetryable(
            'Reading the migrations of applylens: missing-parent',
            'MigrationsRefused',
          );
        },
      },
      /missing-parent/,
    ],
  ] as const)('waits for the operator before anything is changed at %s', async (_, given, why) => {
    await withRollbacks(temporal, withDatabase(given), async ({ start, callsOf }) => {
      const run = await start(askedWithDatabase());
      const { waiting } = await run.until(({ phase }) => phase === 'waiting for the operator');
      expect(waiting?.why).toMatch(why);
      await run.say('decide', { by: 'ann', action: 'abort' });
      expect(await run.report()).toMatchObject({
        outcome: 'ABORTED',
        headline: expect.stringContaining('Nothing was changed'),
      });
      expect(callsOf('downgradeDatabase')).toHaveLength(0);
    });
  });

  it('never goes ahead in silence', async () => {
    const script = withDatabase({
      entry: { ...databaseEntry, timings: { gateSEV2: 200, databaseGateEndsAfter: 500 } },
    });
    await withRollbacks(
      temporal,
      script,
      async ({ start, callsOf }) => {
        const run = await start(askedWithDatabase());
        expect(await run.report()).toMatchObject({ outcome: 'ABORTED' });
        expect(callsOf('downgradeDatabase')).toHaveLength(0);
      },
      { keepAs: 'database-silence' },
    );
  });
});
