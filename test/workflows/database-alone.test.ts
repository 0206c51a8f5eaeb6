import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/report.js';
import { withRollbacks } from '../support/a-rollback-service.js';
import type { Script } from '../support/scripted-activities.js';
import { anAssessment, aRehearsal, askedWithDatabase, withDatabase } from '../support/scripted-database.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();

const migrationsOf = ({ prevention }: Report) => prevention?.find(({ title }) => title === 'Database Migrations');

describe('a rollback of the application alone', () => {
  it('asks before it crosses a migration that is not proven compatible', async () => {
    const script = withDatabase({ assessDatabase: async () => anAssessment({ isAdditive: false }) });
    await withRollbacks(
      temporal,
      script,
      async ({ start }) => {
        const run = await start();
        const { waiting } = await run.until(({ phase }) => phase === 'waiting for approval');
        expect(waiting?.why).toMatch(
          /database applylens is at 0018_consent_log, the target expects 0017_email_thread: nothing proves/,
        );
        await run.say('approve', { by: 'ann' });
        const report = await run.report();
        expect(report.outcome).toBe('ROLLED_BACK');
        expect(migrationsOf(report)).toMatchObject({
          kept: 'kept',
          evidence: expect.stringMatching(/0018_consent_log.*v1.2.2 serves on them and was verified/),
        });
      },
      { keepAs: 'across-migration' },
    );
  });

  it('goes ahead where the newer migrations only add, and says so in the plan', async () => {
    await withRollbacks(temporal, withDatabase(), async ({ start, callsOf }) => {
      const run = await start();
      const report = await run.report();
      expect(report.outcome).toBe('ROLLED_BACK');
      expect(callsOf('downgradeDatabase')).toHaveLength(0);
      expect(migrationsOf(report)).toMatchObject({ kept: 'kept' });
      expect(report.timeline.map(({ text }) => text).join('\n')).toContain(
        'it stays as it is: the newer migrations only add',
      );
    });
  });
});

describe('the prevention of a rollback across a migration', () => {
  it('does not know whether it was compatible where nobody agreed to try', async () => {
    const script = withDatabase({ assessDatabase: async () => anAssessment({ isAdditive: false }) });
    await withRollbacks(temporal, script, async ({ start }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'waiting for approval');
      await run.say('reject', { by: 'ann' });
      expect(migrationsOf(await run.report())).toMatchObject({
        kept: 'unknown',
        evidence: expect.stringMatching(/nothing proves/),
      });
    });
  });
});

describe('a rehearsal by itself', () => {
  async function rehearsed(given: Script = {}): Promise<unknown> {
    let result: unknown;
    await withRollbacks(temporal, withDatabase(given), async ({ start, calls }) => {
      const run = await start({}, 'rehearseDatabaseRollback', 'rehearsal/applylens');
      result = await run.handle.result();
      expect(calls.map(({ activity }) => activity)).not.toContain('backUpDatabase');
    });
    return result;
  }

  it('walks the copy of staging and changes nothing in production', async () => {
    expect(await rehearsed()).toMatchObject({
      plan: expect.arrayContaining([expect.stringContaining('would be lost: table consent_log (1,204 rows)')]),
      rehearsal: { tests: { state: 'passed' } },
    });
  });

  it('says why production may not rely on it', async () => {
    expect(
      await rehearsed({ rehearseDatabase: async () => aRehearsal({ stoppedBy: 'cannot drop table' }) }),
    ).toMatchObject({
      notValid: 'the rehearsal stopped: cannot drop table',
    });
  });
});

describe('a schema that cannot be taken back', () => {
  it('lets the application go alone once a person decides to skip it', async () => {
    const refused = anAssessment({ refusals: ['0018_hash_tokens cannot be taken back'], isAdditive: true });
    await withRollbacks(
      temporal,
      withDatabase({ assessDatabase: async () => refused }),
      async ({ start, callsOf }) => {
        const run = await start(askedWithDatabase());
        await run.until(({ phase }) => phase === 'waiting for the operator');
        await run.say('decide', { by: 'ann', action: 'skip' });
        const report = await run.report();
        expect(report.outcome).toBe('ROLLED_BACK');
        expect(callsOf('downgradeDatabase')).toHaveLength(0);
      },
      { keepAs: 'database-skipped' },
    );
  });
});
