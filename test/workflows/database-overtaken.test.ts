import { describe, expect, it } from 'vitest';
import { texts, withRollbacks } from '../support/a-rollback-service.js';
import { anAssessment, askedWithDatabase, withDatabase } from '../support/scripted-database.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();
const applicationOnly = {
  service: 'applylens-api',
  environment: 'prod',
  reason: 'application first',
  requestedBy: 'ben',
} as const;

describe('a request for the application while the gate of its database waits', () => {
  it('goes first where the target runs on the newer schema, which the gate offers, and frees the database', async () => {
    await withRollbacks(
      temporal,
      withDatabase(),
      async ({ start, callsOf }) => {
        const run = await start(askedWithDatabase());
        const { waiting } = await run.until(({ phase }) => phase === 'waiting for approval');
        expect(waiting?.beside).toMatch(/the application alone may go first, the newer migrations only add/);
        expect(await run.say('request', applicationOnly)).toMatchObject({
          answer: 'joined',
          said: expect.stringMatching(/goes first and alone .* start again with --database/),
        });
        const report = await run.report();
        expect(report.outcome).toBe('ROLLED_BACK');
        expect(report.database).toBeUndefined();
        expect(callsOf('downgradeDatabase')).toHaveLength(0);
        expect(texts(report)).toContain('the database applylens is left as it is, and free for others');
      },
      { keepAs: 'database-overtaken' },
    );
  });

  it('is answered with why it does not where nothing proves that, and the gate waits on', async () => {
    const script = withDatabase({ assessDatabase: async () => anAssessment({ isAdditive: false }) });
    await withRollbacks(temporal, script, async ({ start }) => {
      const run = await start(askedWithDatabase());
      const { waiting } = await run.until(({ phase }) => phase === 'waiting for approval');
      expect(waiting?.beside).toBeUndefined();
      expect(await run.say('request', applicationOnly)).toMatchObject({
        answer: 'differs',
        said: expect.stringMatching(/does not go before its database: nothing proves/),
      });
      expect((await run.status()).phase).toBe('waiting for approval');
    });
  });

  it('does not go first for an alert', async () => {
    await withRollbacks(temporal, withDatabase(), async ({ start }) => {
      const run = await start(askedWithDatabase());
      await run.until(({ phase }) => phase === 'waiting for approval');
      const { requestedBy: _nobody, ...request } = applicationOnly;
      const trigger = { kind: 'alert', name: 'HighErrorRate' };
      expect(await run.say('request', { ...request, trigger })).toMatchObject({
        answer: 'joined',
        said: expect.stringContaining('an alert asked, and a person has to'),
      });
      expect((await run.status()).phase).toBe('waiting for approval');
    });
  });
});

describe('another service on the database', () => {
  it('that needs the newer schema, or may, is named where people are asked, and in the report', async () => {
    const services = [
      { service: 'applylens-api', runs: 'v1.2.3 (abc123, :124)', fit: 'goes back' },
      { service: 'billing', runs: 'v4.1 (fee1de, :7)', fit: 'needs newer', why: '0018_consent_log' },
      { service: 'mailer', fit: 'not known', why: 'AccessDenied' },
    ] as const;
    await withRollbacks(
      temporal,
      withDatabase({ assessDatabase: async () => anAssessment({ services }) }),
      async ({ start }) => {
        const run = await start(askedWithDatabase());
        const { waiting } = await run.until(({ phase }) => phase === 'waiting for approval');
        expect(waiting?.why).toMatch(/billing runs v4.1 .*which needs 0018_consent_log: it breaks when/);
        expect(waiting?.why).toMatch(/mailer runs a release that could not be read; .* \(AccessDenied\): an approver/);
        await run.say('abort', { by: 'ann', reason: 'billing first' });
        const report = await run.report();
        expect(report.database?.services).toHaveLength(3);
        expect(texts(report)).toContain('on it: applylens-api runs v1.2.3 (abc123, :124), and goes back with it');
      },
    );
  });
});
