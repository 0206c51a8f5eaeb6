import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeTraffic, type TrafficReading } from '../../src/runbook/user-traffic.js';

const window = {
  restoredAt: '2026-11-23T03:10:00.000Z',
  now: '2026-11-23T03:25:00.000Z',
  watchMs: 15 * 60_000,
};
const limits = { within: 0.3, minimumSample: 100 };
const aReading = (given: Partial<TrafficReading> = {}): TrafficReading => ({
  baseline: { until: '2026-11-23T02:55:00.000Z', before: 'the deployment of v1.2.3' },
  perMinute: 1_000,
  measured: 60,
  steps: 60,
  overMs: 3_600_000,
  ...given,
});
const judge = (requests: number | null, given: Partial<TrafficReading> = {}) =>
  judgeTraffic(window, requests, aReading(given), limits);

describe('user traffic', () => {
  it('is held against the hour before the deployment', () => {
    expect(judge(12_000)).toEqual({
      name: 'User traffic',
      verdict: 'passed',
      evidence:
        '800 requests a minute, 20 % less than in the 60 min before the deployment of v1.2.3 (02:55 UTC), 1,000 (limit ± 30 %), 12,000 requests since restored',
    });
  });

  it.each([
    ['as before', 15_000, 'passed'],
    ['30 % less', 10_500, 'passed'],
    ['just more than 30 % less', 10_499, 'failed'],
    ['30 % more', 19_500, 'passed'],
    ['just more than 30 % more', 19_501, 'failed'],
    ['gone altogether', 0, 'failed'],
    ['not measured', null, 'could not measure'],
    ['not a number', Number.NaN, 'could not measure'],
    ['negative, as a counter that went backwards', -1, 'could not measure'],
  ] as const)('that is %s', (_, requests, verdict) => {
    expect(judge(requests).verdict).toBe(verdict);
  });

  it.each([
    ['was not measured', { perMinute: null, measured: null }],
    ['is zero', { perMinute: 0 }],
    ['is not a number', { perMinute: Number.NaN }],
    ['was measured in less than half of the hour', { measured: 29 }],
    ['had too few requests', { perMinute: 1.6 }],
  ])('could not be compared where what was before %s', (_, given) => {
    expect(judge(24, given).verdict).toBe('could not measure');
  });

  it('is compared where just half of the hour before was measured', () => {
    expect(judge(15_000, { measured: 30 }).verdict).toBe('passed');
  });

  it('is "not yet" until the window is full, whatever was before', () => {
    const early = { ...window, now: '2026-11-23T03:24:59.999Z' };
    expect(judgeTraffic(early, 0, aReading({ perMinute: null }), limits).verdict).toBe('not yet');
  });

  it('never passes without both figures, nor outside its limit', () => {
    const count = fc.option(fc.double({ min: 0, max: 100_000, noNaN: true }), { nil: null });
    fc.assert(
      fc.property(count, count, (requests, perMinute) => {
        if (judge(requests, { perMinute }).verdict !== 'passed') return;
        const ratio = (requests ?? 0) / 15 / (perMinute ?? 0);
        expect(ratio).toBeGreaterThan(0.6999);
        expect(ratio).toBeLessThan(1.3001);
      }),
    );
  });
});
