import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { automaticTriggers, judgeLatency, latencyLimits } from '../../src/runbook/when-to-rollback.js';
import type { LatencyFacts, Step } from '../../src/trigger-facts.js';
import { anEntry, minutesAgo } from '../support/a-situation.js';
import { steps, times } from './steps.js';

const limits = latencyLimits(anEntry());
const day = { seconds: 0.4, requests: 800_000, measured: 288 };
const judge = (window: readonly Step[], baseline: Partial<LatencyFacts['baseline']> = {}, given = limits) =>
  judgeLatency({ state: 'known', value: { steps: window, baseline: { ...day, ...baseline } } }, given);

describe('the latency trigger', () => {
  it('has the runbook’s numbers', () => {
    expect(automaticTriggers.latencyDegradation).toMatchObject({
      quantile: 0.95,
      aboveBaselineTimes: 2,
      for: '10 minutes',
      comparisonWindow: '24 hours',
    });
    expect(limits).toMatchObject({ steps: 10, minimum: 100, minimumPerStep: 20, baselineMeasured: 72 });
  });

  it('is breached above twice the average of the day before in each of ten minutes', () => {
    expect(judge(steps([...times(9, 1.2), 0.81]))).toEqual({
      verdict: 'breached',
      evidence:
        'P95 0.81 s to 1.2 s, above the limit in 10 of 10 minutes (limit 2 × 0.4 s, the average of the 24 h before)',
    });
  });

  it.each([
    ['a minute is at the limit', [...times(9, 1.2), 0.8], 'not breached'],
    ['the oldest minute is at the limit', [0.8, ...times(9, 1.2)], 'not breached'],
    ['an eleventh minute was below', [0.1, ...times(10, 0.81)], 'breached'],
    ['every minute is healthy', times(10, 0.4), 'not breached'],
    ['a minute was not measured', [...times(5, 1.2), null, ...times(4, 1.2)], 'could not measure'],
    ['a healthy-looking window has a hole', [...times(5, 0.1), null, ...times(4, 0.1)], 'could not measure'],
    ['scrapes stopped two minutes ago', [...times(8, 1.2), null, null], 'could not measure'],
    ['there are only nine minutes', times(9, 1.2), 'could not measure'],
    ['a P95 is infinite', [...times(9, 1.2), Number.POSITIVE_INFINITY], 'could not measure'],
    ['a P95 is not a number', [...times(9, 0.1), Number.NaN], 'could not measure'],
    ['a P95 is negative', [...times(9, 0.1), -1], 'could not measure'],
    ['nothing was measured', [], 'could not measure'],
  ] as const)('when %s', (_, values, verdict) => {
    expect(judge(steps(values)).verdict).toBe(verdict);
  });

  it.each([
    [20, 'breached', /10 of 10/],
    [19, 'could not measure', /^only 19 requests in one of 10 minutes; 20 are needed in each$/],
    [9, 'could not measure', /^only 90 requests in 10 minutes; 100 are needed to judge$/],
  ] as const)('on %i requests a minute is "%s"', (count, verdict, evidence) => {
    expect(judge(steps(times(10, 3), { count }))).toMatchObject({ verdict, evidence: expect.stringMatching(evidence) });
  });

  it.each([
    [{ seconds: null }, 'could not measure', /but no P95 was measured in the 24 h before$/],
    [{ seconds: 0 }, 'could not measure', /but no P95 was measured/],
    [{ measured: 71 }, 'could not measure', /but too little of the 24 h before was measured to compare with$/],
    [{ measured: null }, 'could not measure', /too little/],
    [{ measured: 72 }, 'breached', /10 of 10/],
    [{ requests: 99 }, 'could not measure', /but the 24 h before have 99 requests, too few to compare with$/],
    [{ requests: 100 }, 'breached', /10 of 10/],
  ] as const)('compared with %j is "%s"', (baseline, verdict, evidence) => {
    const judged = judge(steps(times(10, 3)), baseline);
    expect(judged).toMatchObject({ verdict, evidence: expect.stringMatching(evidence) });
  });

  it('is not judged over a step that is missing, late or there twice', () => {
    const eleven = steps(times(11, 0.1));
    const without = eleven.filter(({ at }) => at !== minutesAgo(4));
    const twice = [...eleven.slice(0, 9), ...eleven.slice(8, 9)];
    for (const window of [without, twice]) {
      expect(judge(window)).toEqual({
        verdict: 'could not measure',
        evidence: 'there is a gap in the last 10 minutes of the P95',
      });
    }
  });

  it('takes factor and window from the catalogue', () => {
    const entry = anEntry({
      triggers: { ...anEntry().triggers, p95AboveBaseline: 3 },
      timings: { latencyFor: 120_000 },
    });
    expect(judge(steps([1.21, 1.21]), {}, latencyLimits(entry)).verdict).toBe('breached');
    expect(judge(steps([1.2, 1.21]), {}, latencyLimits(entry)).verdict).toBe('not breached');
  });

  it('could not be measured without a query or without an answer', () => {
    expect(judgeLatency({ state: 'not connected' }, limits)).toEqual({
      verdict: 'could not measure',
      evidence: 'the P95 is not connected: no query for it in the catalogue',
    });
    expect(judgeLatency({ state: 'unknown', why: 'connection refused' }, limits)).toEqual({
      verdict: 'could not measure',
      evidence: 'the P95 could not be read: connection refused',
    });
  });

  it('never calls a window that lacks a minute "not breached", nor one without its baseline', () => {
    const value = fc.option(fc.double({ min: 0, max: 10, noNaN: true }), { nil: null });
    const baseline = fc.record({
      seconds: fc.option(fc.double({ min: 0, max: 10, noNaN: true }), { nil: null }),
      requests: fc.option(fc.nat(1_000), { nil: null }),
      measured: fc.option(fc.nat(288), { nil: null }),
    });
    fc.assert(
      fc.property(fc.array(value, { maxLength: 10 }), baseline, (values, compared) => {
        const lacks = values.length < 10 || values.includes(null);
        const hasBaseline =
          (compared.seconds ?? 0) > 0 && (compared.requests ?? 0) >= 100 && (compared.measured ?? 0) >= 72;
        const { verdict } = judge(steps(values), compared);
        if (lacks || !hasBaseline) expect(verdict).toBe('could not measure');
        else expect(verdict).not.toBe('could not measure');
      }),
    );
  });
});
