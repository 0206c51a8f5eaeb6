import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fact } from '../../src/rollback.js';
import {
  automaticTriggers,
  errorRateLimits,
  judgeErrorRate,
  troubleIsGone,
} from '../../src/runbook/when-to-rollback.js';
import type { ErrorRateFacts, RatioSeries } from '../../src/situation.js';
import { anEntry, aSeries, hoursAgo, minutesAgo } from '../support/a-situation.js';

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
      above: 'every minute',
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
        above: 'could not measure',
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
      above: 'could not measure',
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

describe('the hour that the error rate is compared with', () => {
  const steady = [0.2, 0.2, 0.2, 0.2, 0.2];
  const began = { onset: hoursAgo(2) };
  const judgeSince = (given: Partial<RatioSeries>, about: Partial<ErrorRateFacts>) =>
    judgeErrorRate(
      { state: 'known', value: { now: aSeries(steady, given), beforeDeployment: null, ...about } },
      limits,
    );

  it('is the one before the trouble began: trouble that is older than an hour stays trouble', () => {
    expect(judgeSince({ baseline: 0.002, baselineUntil: minutesAgo(121) }, began)).toEqual({
      verdict: 'breached',
      above: 'every minute',
      evidence: 'errors 20 % for 5 of 5 minutes (limit 5 %, hour before 01:04 UTC 0.2 %)',
    });
  });

  it('says when nothing was measured before the trouble began', () => {
    expect(judgeSince({ baseline: null, baselineRequests: null, baselineUntil: minutesAgo(121) }, began)).toEqual({
      verdict: 'could not measure',
      above: 'every minute',
      evidence: 'errors 20 %, above 5 % in 5 of 5 minutes, but nothing was measured in the hour before 01:04 UTC',
    });
  });

  it('says that the trouble is as old as was searched, where the hour before it is not known', () => {
    expect(judgeSince({ baseline: 0.2 }, { onset: hoursAgo(25), onsetIsOlder: true })).toEqual({
      verdict: 'not breached',
      above: 'every minute',
      evidence:
        'errors 20 % for 5 of 5 minutes (limit 5 %, previous hour 20 %; above the limit for 25 h, as far back as was searched): above the limit, but not above the previous hour',
    });
    expect(judgeSince({ baseline: 0.1 }, { onset: hoursAgo(25), onsetIsOlder: true })).toMatchObject({
      verdict: 'breached',
      evidence: expect.stringMatching(/above the limit for 25 h, as far back as was searched/),
    });
  });
});

describe('trouble that is gone', () => {
  it.each<[string, RatioSeries, boolean]>([
    ['no minute is above the limit', aSeries([0.01, 0.01, 0.01, 0.01, 0.01]), true],
    ['each minute is at the limit', aSeries([0.05, 0.05, 0.05, 0.05, 0.05]), true],
    ['only an older minute was above', aSeries([0.2, 0.01, 0.01, 0.01, 0.01, 0.01]), true],
    ['the oldest minute of the window is just above', aSeries([0.0501, 0.01, 0.01, 0.01, 0.01]), false],
    ['the newest minute is above', aSeries([0.01, 0.01, 0.01, 0.01, 0.2]), false],
    ['four of five minutes are above', aSeries([0.2, 0.2, 0.04, 0.2, 0.2]), false],
    ['it is above, and the hour before was as bad', aSeries([0.2, 0.2, 0.2, 0.2, 0.2], { baseline: 0.2 }), false],
    ['it is above, and nothing was measured before', aSeries([0.2, 0.2, 0.2, 0.2, 0.2], { baseline: null }), false],
    ['it is below on enough requests', aSeries([0, 0, 0, 0, 0], { requests: 20 }), true],
    ['it is below on too few requests', aSeries([0, 0, 0, 0, 0], { requests: 19 }), false],
    ['a minute was not measured', aSeries([0, 0, null, 0, 0]), false],
    ['there are only four minutes', aSeries([0, 0, 0, 0]), false],
  ])('is so or not when %s', (_, series, gone) => {
    expect(troubleIsGone(judge(series))).toBe(gone);
  });

  it('is never concluded from missing metrics', () => {
    expect(troubleIsGone(judgeErrorRate({ state: 'not connected' }, limits))).toBe(false);
    expect(troubleIsGone(judgeErrorRate({ state: 'unknown', why: 'connection refused' }, limits))).toBe(false);
  });
});
