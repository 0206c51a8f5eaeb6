import { describe, expect, it } from 'vitest';
import { aBadCanary } from '../support/a-bad-canary.js';
import { withRollbacks } from '../support/a-rollback-service.js';
import { forEver } from '../support/scripted-activities.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();

describe('a second request for the same service', () => {
  it('joins when it wants the same, and raises the severity', async () => {
    await withRollbacks(temporal, { watchRecovery: forEver }, async ({ start }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'verifying');
      const answer = await run.say('request', {
        service: 'applylens-api',
        environment: 'prod',
        reason: 'users complain',
        severity: 'SEV1',
        requestedBy: 'ben',
      });
      expect(answer).toMatchObject({ answer: 'joined' });
      expect((await run.status()).severity).toBe('SEV1');
    });
  });

  it('differs when it wants another target, and changes nothing', async () => {
    await withRollbacks(temporal, { watchRecovery: forEver }, async ({ start }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'verifying');
      const wish = {
        service: 'applylens-api',
        environment: 'prod',
        reason: 'older please',
        target: { version: '1.2.1' },
      };
      expect(await run.say('request', wish)).toMatchObject({ answer: 'differs' });
      expect((await run.status()).to?.version).toBe('1.2.2');
    });
  });

  it('differs when it wants the schema taken back too, and the run leaves it', async () => {
    await withRollbacks(temporal, { watchRecovery: forEver }, async ({ start }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'verifying');
      const wish = { service: 'applylens-api', environment: 'prod', reason: 'the migration was bad', database: {} };
      expect(await run.say('request', wish)).toMatchObject({
        answer: 'differs',
        said: expect.stringContaining('another way (with the database)'),
      });
    });
  });

  it('differs when it wants the canary and the service itself is rolled back, joins when it names the service', async () => {
    await withRollbacks(temporal, { watchRecovery: forEver }, async ({ start }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'verifying');
      const wish = { service: 'applylens-api', environment: 'prod', reason: 'the canary fails' };
      expect(await run.say('request', { ...wish, scope: 'canary' })).toMatchObject({
        answer: 'differs',
        said: expect.stringContaining('another way (of the canary)'),
      });
      expect(await run.say('request', { ...wish, scope: 'service' })).toMatchObject({ answer: 'joined' });
    });
  });

  it('differs when it wants the service and only the canary is rolled back', async () => {
    await withRollbacks(temporal, { ...aBadCanary(), watchRecovery: forEver }, async ({ start }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'verifying');
      const wish = { service: 'applylens-api', environment: 'prod', reason: '5xx everywhere' };
      expect(await run.say('request', { ...wish, scope: 'service' })).toMatchObject({ answer: 'differs' });
      expect(await run.say('request', { ...wish, scope: 'canary' })).toMatchObject({ answer: 'joined' });
    });
  });
});
