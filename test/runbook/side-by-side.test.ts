import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareRevisions, type RevisionCounts, sideBySideRule } from '../../src/runbook/side-by-side.js';

const of = (errors: number | null, requests: number | null = 1_000): RevisionCounts => ({ requests, errors });

describe('two revisions side by side', () => {
  it('are told apart above 5 % and three times the other, on a hundred requests each', () => {
    expect(sideBySideRule).toEqual({ above: 0.05, timesTheOther: 3, over: '60 seconds', minimumSample: 100 });
  });

  it.each([
    ['the new one is at the limit', of(50), of(0), 'alike'],
    ['the new one is just above the limit', of(51), of(0), 'worse'],
    ['the new one is three times as bad', of(60), of(20), 'alike'],
    ['the new one is just above three times', of(61), of(20), 'worse'],
    ['both are bad, the new one three times', of(180), of(60), 'equally-bad'],
    ['both are bad, the new one more than three times', of(181), of(60), 'worse'],
    ['both are just above the limit', of(51), of(51), 'equally-bad'],
    ['the old one is just below', of(51), of(50), 'alike'],
    ['both fail always', of(1_000), of(1_000), 'equally-bad'],
    ['the old one is bad, more than three times', of(20), of(61), 'better'],
    ['the old one is bad, three times', of(20), of(60), 'alike'],
    ['both serve well', of(0), of(0), 'alike'],
    ['they serve different shares of the traffic', of(51, 1_000), of(10, 10_000), 'worse'],
    ['the new one has just enough requests', of(100, 100), of(0), 'worse'],
    ['the new one has too few requests', of(99, 99), of(0), 'not-enough'],
    ['the old one has too few requests', of(1_000), of(0, 99), 'not-enough'],
    ['requests were not measured', of(51, null), of(0), 'not-enough'],
    ['errors were not measured', of(null), of(0), 'not-enough'],
    ['errors of the old one are not a number', of(51), of(Number.NaN), 'not-enough'],
    ['a counter went backwards', of(51), of(-1), 'not-enough'],
    ['nothing was asked of either', of(0, 0), of(0, 0), 'not-enough'],
  ] as const)('when %s', (_, newer, older, verdict) => {
    expect(compareRevisions({ new: newer, old: older })).toBe(verdict);
  });

  it('are judged by the limits that are given', () => {
    const limits = { above: 0.01, timesTheOther: 2, minimumSample: 0 };
    expect(compareRevisions({ new: of(1, 50), old: of(0, 50) }, limits)).toBe('worse');
    expect(compareRevisions({ new: of(0, 0), old: of(0, 50) }, limits)).toBe('not-enough');
  });

  it('are the other way round when they change places, and never judged without data', () => {
    const counts = fc.record({
      requests: fc.option(fc.nat(10_000), { nil: null }),
      errors: fc.option(fc.nat(10_000), { nil: null }),
    });
    const mirrored = { worse: 'better', better: 'worse', 'equally-bad': 'equally-bad', alike: 'alike' } as const;
    fc.assert(
      fc.property(counts, counts, (one, other) => {
        const verdict = compareRevisions({ new: one, old: other });
        expect(compareRevisions({ new: other, old: one })).toBe(verdict === 'not-enough' ? verdict : mirrored[verdict]);
        const lacks = [one, other].some(({ requests, errors }) => errors === null || (requests ?? 0) < 100);
        expect(verdict === 'not-enough').toBe(lacks);
      }),
    );
  });
});
