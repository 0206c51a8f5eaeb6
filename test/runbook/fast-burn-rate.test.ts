import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { automaticTriggers, burningAbove, burnRateLimits, judgeBurnRate } from '../../src/runbook/when-to-rollback.js';
import { anEntry } from '../support/a-situation.js';
import { steps, times } from './steps.js';

const sloOf = (slo: number) => burnRateLimits(anEntry({ triggers: { ...anEntry().triggers, slo } }));
const limits = sloOf(0.999);

interface Burning {
  readonly long?: number | null;
  readonly longRequests?: number | null;
  /** Error rates of the twelve parts; the last is the short window. */
  readonly parts?: readonly (number | null)[];
  readonly minutes?: readonly (number | null)[];
  readonly count?: number;
}

const judge = (
  { long = 0.02, longRequests = 60_000, parts = times(12, 0.02), minutes = times(5, 0.02), count = 5_000 }: Burning,
  by = limits,
) =>
  judgeBurnRate(
    {
      state: 'known',
      value: {
        long: { errorRate: long, requests: longRequests },
        parts: steps(parts, { count, minutes: 5 }),
        minutes: steps(minutes, { count }),
      },
    },
    by,
  );

describe('the burn-rate trigger', () => {
  it('has the runbook’s number, in the windows that go with it', () => {
    expect(automaticTriggers.fastBurnRate).toMatchObject({ aboveBudgetTimes: 14.4, windows: ['1 hour', '5 minutes'] });
    expect(limits).toMatchObject({ aboveBudgetTimes: 14.4, parts: 12, minutes: 5, minimum: 100 });
  });

  it('is breached above 14.4 times the budget in both windows', () => {
    expect(judge({})).toEqual({
      verdict: 'breached',
      evidence: 'burn rate 20 over 60 min, 20 over 5 min (limit 14.4 in both, SLO 99.9 %; errors 2 % and 2 %)',
    });
  });

  it.each([
    ['the long window is at the limit', { long: 0.0144 }, 'not breached'],
    ['the long window is just above', { long: 0.01441 }, 'breached'],
    ['the short window is at the limit', { parts: [...times(11, 0.1), 0.0144] }, 'not breached'],
    ['the short window is just above', { parts: [...times(11, 0), 0.01441] }, 'breached'],
    ['it is over in the short window', { parts: [...times(11, 0.5), 0] }, 'not breached'],
    ['it began a minute ago and the hour is below', { long: 0.002, parts: [...times(11, 0), 0.2] }, 'not breached'],
    ['nothing fails', { long: 0, parts: times(12, 0) }, 'not breached'],
    ['the hour was not measured', { long: null }, 'could not measure'],
    ['the hour’s requests were not measured', { longRequests: null }, 'could not measure'],
    ['a part of the hour has no samples', { parts: [...times(5, 0.5), null, ...times(6, 0.5)] }, 'could not measure'],
    ['a quiet hour has a hole', { long: 0, parts: [null, ...times(11, 0)] }, 'could not measure'],
    ['scrapes stopped', { parts: [...times(11, 0.5), null] }, 'could not measure'],
    ['scrapes stopped a minute ago', { minutes: [...times(4, 0.5), null] }, 'could not measure'],
    ['a quiet window has a hole', { long: 0, minutes: [0, null, 0, 0, 0] }, 'could not measure'],
    ['the service is younger than the window', { parts: times(11, 0.5) }, 'could not measure'],
    ['the hour has too few requests', { longRequests: 99 }, 'could not measure'],
    ['the hour has just enough', { longRequests: 100, count: 100 }, 'breached'],
    ['the five minutes have too few requests', { count: 99 }, 'could not measure'],
    ['an error rate is not a number', { long: Number.NaN }, 'could not measure'],
    ['an error rate is negative', { long: -0.1 }, 'could not measure'],
  ] as const)('when %s', (_, burning, verdict) => {
    expect(judge(burning).verdict).toBe(verdict);
  });

  it('says on how few requests it cannot judge', () => {
    expect(judge({ count: 99 }).evidence).toBe('only 99 requests in 5 min; 100 are needed to judge');
    expect(judge({ longRequests: 7 }).evidence).toBe('only 7 requests in 60 min; 100 are needed to judge');
  });

  it.each([
    [0.9, 1.44],
    [0.95, 0.72],
    [0.98, 0.288],
    [0.99, 0.144],
    [0.995, 0.072],
    [0.999, 0.0144],
    [0.9995, 0.0072],
    [0.9999, 0.00144],
  ])('of an SLO of %f is at its limit at %f, without an error of rounding', (slo, limit) => {
    expect(burningAbove(sloOf(slo))).toBe(limit);
    if (limit > 0.999) return;
    expect(judge({ long: limit, parts: times(12, 1) }, sloOf(slo)).verdict).toBe('not breached');
    expect(judge({ long: limit * 1.0001, parts: times(12, 1) }, sloOf(slo)).verdict).toBe('breached');
  });

  it('could not be measured without metrics or without an answer', () => {
    expect(judgeBurnRate({ state: 'not connected' }, limits).verdict).toBe('could not measure');
    expect(judgeBurnRate({ state: 'unknown', why: 'timeout' }, limits)).toEqual({
      verdict: 'could not measure',
      evidence: 'the burn rate could not be read: timeout',
    });
  });

  it('never calls an hour that lacks a part "not breached"', () => {
    const part = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: null });
    const rate = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: null });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), rate, (parts, long) => {
        fc.pre(parts.length < 12 || parts.includes(null) || long === null);
        expect(judge({ parts, long }).verdict).toBe('could not measure');
      }),
    );
  });
});
