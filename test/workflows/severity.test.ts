import { describe, expect, it } from 'vitest';
import type { Activities } from '../../activities/activities.js';
import { withRollbacks } from '../support/a-rollback-service.js';
import { scripted } from '../support/scripted-activities.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();
const asksOne = { policy: { approvals: 1 }, timings: { gateSEV1: 300, gateSEV2: 3_600_000 } };
const failing =
  (share: number): Activities['lookAround'] =>
  async (input) => {
    const seen = await scripted().activities.lookAround(input);
    if (seen.errorRate.state !== 'known') throw new Error('the night has an error rate');
    const { now } = seen.errorRate.value;
    const samples = now.samples.map((sample) => ({ ...sample, ratio: share, requests: 3_600 }));
    return { ...seen, errorRate: { state: 'known', value: { ...seen.errorRate.value, now: { ...now, samples } } } };
  };

describe('a rollback while more than 20 % of requests fail', () => {
  it('is SEV1 whatever was asked for, says why, and its gate has the shorter time-out', async () => {
    await withRollbacks(temporal, { entry: asksOne, lookAround: failing(0.24) }, async ({ start }) => {
      const report = await (await start({ severity: 'SEV2' })).report();
      expect(report).toMatchObject({
        severity: 'SEV1',
        impact: expect.stringMatching(/^24 % of requests fail, since \d\d:\d\d UTC$/),
      });
      expect(report.approvals).toMatchObject([{ decision: 'silence' }]);
      expect(report.timeline.map(({ text }) => text)).toContain(
        'severity raised from SEV2 to SEV1: 24 % of requests fail, more than 20 %',
      );
    });
  });
});

describe('a rollback that nobody called urgent', () => {
  it('is raised by the label of an alert that comes later, and remembers who said what', async () => {
    const entry = { policy: { approvals: 1 } };
    await withRollbacks(temporal, { entry, lookAround: failing(0.1) }, async ({ start }) => {
      const run = await start();
      const { severity, impact } = await run.until(({ phase }) => phase === 'waiting for approval');
      expect(severity).toBe('SEV2');
      expect(impact).toMatch(/^10 % of requests fail, since /);
      const alert = { source: 'alertmanager', name: 'Outage', status: 'firing', labels: { severity: 'critical' } };
      await run.handle.signal('alert', alert);
      await run.until((status) => status.severity === 'SEV1');
      await run.say('approve', { by: 'ann', comment: 'go' });
      expect(await run.report()).toMatchObject({
        severity: 'SEV1',
        messages: [{ message: 'approve', by: 'ann', identity: 'claimed', text: 'approved: go' }],
      });
    });
  });

  it('escalates sooner where the catalogue wants that of SEV1, as soon as it is one', async () => {
    const timings = { escalateAfter: 1_800_000, escalateAfterSEV1: 600_000 };
    const entry = { policy: { approvals: 1 }, timings };
    await withRollbacks(temporal, { entry, lookAround: failing(0.1) }, async ({ start }) => {
      const run = await start();
      const { escalatesAt: at } = await run.until(({ phase }) => phase === 'waiting for approval');
      await run.say('request', { service: 'applylens-api', environment: 'prod', reason: 'all down', severity: 'SEV1' });
      const { escalatesAt: sooner } = await run.until(({ severity }) => severity === 'SEV1');
      expect(Date.parse(at ?? '') - Date.parse(sooner ?? '')).toBe(1_200_000);
      await run.say('reject', { by: 'ann' });
      await run.report();
    });
  });

  it('has the impact that the request says', async () => {
    await withRollbacks(temporal, { lookAround: failing(0.1) }, async ({ start }) => {
      expect((await (await start({ impact: 'nobody can log in' })).report()).impact).toBe('nobody can log in');
    });
  });
});
