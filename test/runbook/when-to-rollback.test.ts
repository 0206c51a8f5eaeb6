import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fact } from '../../src/rollback.js';
import { automaticTriggers, errorRateLimits, judgeErrorRate } from '../../src/runbook/when-to-rollback.js';
import type { ErrorRateFacts, RatioSeries } from '../../src/situation.js';
import { anEntry, aSeries, minutesAgo } from '../support/a-situation.js';

const minute = 60_000;
const limits = errorRateLimits(anEntry());
const known = (now: RatioSeries): Fact<ErrorRateFacts> => ({ state: 'known', value: { now, beforeDeployment: null } });
const judge = (now: RatioSeries) => judgeErrorRate(known(now), limits);

describe('the error-rate trigger', () => {
  it('has the runbook’s numbers', () => {
    expect(automaticTriggers.errorRateSpike).toMatchObject({
      above: 0.05,
      for: '5 minutes',
      comparisonWindow: '1 hour',
    });
  });

  it('is breached above the limit in each of five minutes and above the hour before', () => {
    expect(judge(aSeries([0.06, 0.12, 0.1, 0.11, 0.1]))).toEqual({
      verdict: 'breached',
      evidence: 'errors 9.8 % for 5 of 5 minutes (limit 5 %, previous hour 0.2 %)',
    });
  });

  it.each([
    ['one minute is at the limit', [0.06, 0.12, 0.05, 0.11, 0.1], 'not breached'],
    ['every minute is below the limit', [0.01, 0.01, 0.01, 0.01, 0.01], 'not breached'],
    ['an older minute was below, the last five are not', [0.01, 0.06, 0.12, 0.1, 0.11, 0.1], 'breached'],
    ['a minute was not measured', [0.06, 0.12, null, 0.11, 0.1], 'could not measure'],
    ['a healthy-looking window has a hole', [0.01, 0.01, null, 0.01, 0.01], 'could not measure'],
    ['there are only four minutes', [0.01, 0.01, 0.01, 0.01], 'could not measure'],
    ['nothing was measured', [], 'could not measure'],
    ['a ratio is not a number', [0.06, 0.12, Number.NaN, 0.11, 0.1], 'could not measure'],
  ] as const)('when %s it is "%s → %s"', (_, ratios, verdict) => {
    expect(judge(aSeries(ratios)).verdict).toBe(verdict);
  });

  it('could not be measured on too few requests, whether they look good or bad', () => {
    for (const ratio of [0, 0.5]) {
      expect(judge(aSeries([ratio, ratio, ratio, ratio, ratio], { requests: 19 }))).toEqual({
        verdict: 'could not measure',
        evidence: 'only 95 requests in 5 minutes; 100 are needed to judge',
      });
    }
  });

  it('could not be measured when a whole minute is missing between the others', () => {
    const series = aSeries([0.01, 0.01, 0.01, 0.01, 0.01, 0.01]);
    const samples = series.samples.filter(({ at }) => at !== minutesAgo(2));
    expect(judge({ ...series, samples }).verdict).toBe('could not measure');
  });

  it('is not breached when the hour before was as bad', () => {
    expect(judge(aSeries([0.1, 0.1, 0.1, 0.1, 0.1], { baseline: 0.1 })).verdict).toBe('not breached');
  });

  it.each([
    [3, [0.01, 0.2, 0.2, 0.2], 'breached'],
    [3, [0.2, 0.2, 0.01, 0.2], 'not breached'],
    [6, [0.2, 0.2, 0.2, 0.2, 0.2], 'could not measure'],
    [6, [0.2, 0.2, 0.2, 0.2, 0.2, 0.2], 'breached'],
    [6, [0.01, 0.2, 0.2, 0.2, 0.2, 0.2], 'not breached'],
  ] as const)('looks at the %i minutes that the catalogue has: %j is "%s"', (minutes, ratios, verdict) => {
    const entry = anEntry({ timings: { errorRateFor: minutes * minute } });
    expect(judgeErrorRate(known(aSeries(ratios)), errorRateLimits(entry)).verdict).toBe(verdict);
  });

  it('counts steps, not minutes, and is not misled by what a time scale leaves over', () => {
    const scaled = { errorRateFor: Math.round((5 * minute) / 7), errorRateMinute: Math.round(minute / 7) };
    expect(errorRateLimits(anEntry({ timings: scaled })).minutes).toBe(5);
    expect(errorRateLimits(anEntry({ timings: { errorRateMinute: minute / 2 } })).minutes).toBe(10);
  });

  it('could not be measured when there is no hour before to compare with', () => {
    for (const given of [{ baseline: null }, { baselineRequests: null }, { baselineRequests: 99 }]) {
      expect(judge(aSeries([0.1, 0.1, 0.1, 0.1, 0.1], given)).verdict).toBe('could not measure');
    }
  });

  it('could not be measured without metrics or without an answer', () => {
    expect(judgeErrorRate({ state: 'not connected' }, limits).verdict).toBe('could not measure');
    expect(judgeErrorRate({ state: 'unknown', why: 'connection refused' }, limits)).toEqual({
      verdict: 'could not measure',
      evidence: 'the error rate could not be read: connection refused',
    });
  });

  it('never calls a window that lacks a minute "not breached"', () => {
    const ratio = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: null });
    fc.assert(
      fc.property(fc.array(ratio, { maxLength: 5 }), (ratios) => {
        fc.pre(ratios.length < 5 || ratios.includes(null));
        expect(judge(aSeries(ratios)).verdict).toBe('could not measure');
      }),
    );
  });
});
