import { describe, expect, it } from 'vitest';
import { withRollbacks } from '../support/a-rollback-service.js';
import { recovered } from '../support/good-answers.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();
const aWellMeasuredNight = () => {
  let letGo = () => {};
  const alerted = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const watchRecovery = async () => {
    await alerted;
    return recovered;
  };
  return { watchRecovery, letGo };
};
const anAlert = (given: object = {}) => ({
  source: 'alertmanager',
  name: 'HighLatency',
  status: 'firing',
  fingerprint: 'a1',
  startsAt: new Date(Date.now() + 1_000).toISOString(),
  ...given,
});
const firing = /new alerts fire: HighLatency/;

describe('an alert that began after production was restored', () => {
  it('is waited for although all figures are well, and the run ends as recovered once it is over', async () => {
    const { watchRecovery, letGo } = aWellMeasuredNight();
    await withRollbacks(temporal, { watchRecovery }, async ({ start, callsOf }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'verifying');
      await run.handle.signal('alert', anAlert());
      letGo();
      await run.until(({ timeline }) => timeline.some(({ text }) => firing.test(text)));
      await run.handle.signal('alert', anAlert({ status: 'resolved' }));
      const { outcome, verification } = await run.report();
      expect(outcome).toBe('ROLLED_BACK');
      expect(verification.checks).toContainEqual({
        name: 'New alerts',
        verdict: 'passed',
        evidence: expect.stringMatching(/^resolved since: HighLatency since \d\d:\d\d UTC$/),
      });
      const before = expect.stringMatching(/^the deployment of v1\.2\.3$/);
      expect(callsOf('watchRecovery')).toMatchObject([
        { heardByWebhook: false, trafficBefore: { before } },
        { heardByWebhook: true },
      ]);
    });
  });

  it('asks a person where it fires to the end of the longest watch', async () => {
    const { watchRecovery, letGo } = aWellMeasuredNight();
    const entry = { timings: { watchAtMost: 3_000 } };
    await withRollbacks(temporal, { watchRecovery, entry }, async ({ start }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'verifying');
      await run.handle.signal('alert', anAlert());
      letGo();
      const { doing } = await run.until(({ phase }) => phase === 'waiting for the operator');
      expect(doing).toMatch(/still bad: New alerts: HighLatency since/);
    });
  });

  it('is none where it began before, or began the run', async () => {
    const { watchRecovery, letGo } = aWellMeasuredNight();
    const trigger = { kind: 'alert', name: 'ErrorRateSpike', fingerprint: 'e1' } as const;
    await withRollbacks(temporal, { watchRecovery }, async ({ start }) => {
      const run = await start({ trigger });
      await run.until(({ phase }) => phase === 'verifying');
      await run.handle.signal('alert', anAlert({ startsAt: new Date(Date.now() - 60_000).toISOString() }));
      await run.handle.signal('alert', {
        source: 'datadog',
        name: 'ErrorRateSpike',
        status: 'firing',
        fingerprint: 'e1',
      });
      letGo();
      expect(await run.report()).toMatchObject({ outcome: 'ROLLED_BACK' });
    });
  });
});
