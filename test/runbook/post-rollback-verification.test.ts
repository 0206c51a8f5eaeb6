import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compareVersion,
  judgeRecovery,
  type RecoveryQuestion,
  recoveryCriteria,
} from '../../src/runbook/post-rollback-verification.js';
import { times } from './steps.js';

const question = (given: Partial<RecoveryQuestion> = {}): RecoveryQuestion => ({
  criteria: { errorRateBelow: 0.02, successRateAbove: 0.98, p95BelowSeconds: 1.5, trafficWithin: 0.3 },
  minimumSample: 100,
  restoredAt: '2026-11-23T03:00:00.000Z',
  now: '2026-11-23T03:15:00.000Z',
  watchMs: 15 * 60_000,
  readings: {
    errorRate: { ratio: 0.001, requests: 54_000 },
    successRate: { ratio: 0.999, requests: 54_000 },
    p95: { seconds: 0.9, requests: 54_000 },
  },
  ...given,
});
const errorsAt = (ratio: number | null, requests: number | null = 54_000) => ({ errorRate: { ratio, requests } });
const checkNamed = (name: string, given: Partial<RecoveryQuestion>) =>
  judgeRecovery(question(given)).checks.find((check) => check.name === name);

describe('recovery', () => {
  it('has the runbook’s numbers', () => {
    expect(recoveryCriteria).toMatchObject({
      watch: '15 minutes',
      watchAtMost: '30 minutes',
      errorRate: { below: 0.02 },
      latency: { p95BelowSeconds: 1.5 },
      successRate: { above: 0.98 },
      userTraffic: { within: 0.3 },
    });
  });

  it('is found when every measured criterion passes over a full window', () => {
    const { verdict, checks } = judgeRecovery(question());
    expect(verdict).toBe('recovered');
    expect(checks.map((check) => `${check.name} ${check.verdict}`)).toEqual([
      'Error rate passed',
      'Success rate passed',
      'Latency passed',
      'New alerts not configured',
      'User traffic not configured',
    ]);
    expect(checks[0]?.evidence).toBe('errors 0.1 % (limit < 2 %), 54,000 requests since restored');
  });

  it.each([0.0, 0.5, null])('is "not yet" while the window is not full, even with errors at %s', (ratio) => {
    const early = question({ now: '2026-11-23T03:14:59.999Z', readings: errorsAt(ratio) });
    expect(judgeRecovery(early).verdict).toBe('not yet');
  });

  it.each([
    ['below the limit', 0.0199, 'passed', 'recovered'],
    ['at the limit', 0.02, 'failed', 'not recovered'],
    ['not measured', null, 'could not measure', 'could not measure'],
    ['not a number', Number.NaN, 'could not measure', 'could not measure'],
  ] as const)('with errors %s is judged over the full window', (_, ratio, check, verdict) => {
    const readings = errorsAt(ratio);
    expect(checkNamed('Error rate', { readings })?.verdict).toBe(check);
    expect(judgeRecovery(question({ readings })).verdict).toBe(verdict);
  });

  it.each([99, 0, null])('could not be measured on %s requests', (requests) => {
    expect(judgeRecovery(question({ readings: errorsAt(0, requests) })).verdict).toBe('could not measure');
    expect(judgeRecovery(question({ readings: errorsAt(0.5, requests) })).verdict).toBe('could not measure');
  });

  it('fails on one failing criterion although another could not be measured', () => {
    const readings = { ...errorsAt(null), successRate: { ratio: 0.9, requests: 54_000 } };
    expect(judgeRecovery(question({ readings })).verdict).toBe('not recovered');
  });

  it('prints a criterion without a limit or a source as not configured', () => {
    const criteria = { errorRateBelow: 0.02, successRateAbove: 0.98 };
    expect(checkNamed('Latency', { criteria })?.verdict).toBe('not configured');
    expect(checkNamed('Success rate', { readings: errorsAt(0) })?.verdict).toBe('not configured');
  });

  it('begins every window at restored: a clock before it is "not yet"', () => {
    expect(judgeRecovery(question({ now: '2026-11-23T02:59:00.000Z' })).verdict).toBe('not yet');
  });

  it.each([
    ['Success rate', { successRate: { ratio: 0.9801, requests: 54_000 } }, 'passed'],
    ['Success rate', { successRate: { ratio: 0.98, requests: 54_000 } }, 'failed'],
    ['Success rate', { successRate: { ratio: 1.2, requests: 54_000 } }, 'could not measure'],
    ['Success rate', { successRate: { ratio: 1, requests: 99 } }, 'could not measure'],
    ['Success rate', { successRate: { ratio: 1, requests: 100 } }, 'passed'],
    ['Success rate', { successRate: { ratio: null, requests: 54_000 } }, 'could not measure'],
    ['Latency', { p95: { seconds: 1.499, requests: 54_000 } }, 'passed'],
    ['Latency', { p95: { seconds: 1.5, requests: 54_000 } }, 'failed'],
    ['Latency', { p95: { seconds: Number.POSITIVE_INFINITY, requests: 54_000 } }, 'could not measure'],
    ['Latency', { p95: { seconds: Number.NaN, requests: 54_000 } }, 'could not measure'],
    ['Latency', { p95: { seconds: 0.9, requests: null } }, 'could not measure'],
    ['Error rate', { errorRate: { ratio: -0.1, requests: 54_000 } }, 'could not measure'],
    ['Error rate', { errorRate: { ratio: 0, requests: Number.NaN } }, 'could not measure'],
  ] as const)('judges the %s of %j', (name, readings, verdict) => {
    expect(checkNamed(name, { readings: { ...errorsAt(0), ...readings } })?.verdict).toBe(verdict);
  });
});

describe('the minutes since restored', () => {
  const judged = (steps: readonly (number | null)[], given: Partial<RecoveryQuestion> = {}) =>
    judgeRecovery(question({ steps, stepsNeeded: 15, readings: errorsAt(0), ...given })).checks[0];

  it.each([
    ['all of them are measured', times(15, 3_600), 'passed'],
    ['one in the middle is missing', [...times(7, 3_600), null, ...times(7, 3_600)], 'could not measure'],
    ['a missing one was made up for by a longer watch', [...times(7, 3_600), null, ...times(8, 3_600)], 'passed'],
    ['scrapes stopped in the last one', [...times(20, 3_600), null], 'could not measure'],
    ['a counter went backwards', [...times(14, 3_600), -1], 'could not measure'],
    ['nobody came in some of them', [...times(10, 360), ...times(5, 0)], 'passed'],
    ['none of them is measured', [], 'could not measure'],
  ] as const)('when %s', (_, steps, verdict) => {
    expect(judged(steps)?.verdict).toBe(verdict);
  });

  it('are named where some are missing', () => {
    expect(judged([...times(13, 3_600), null, 3_600])?.evidence).toBe(
      'errors 0 % (limit < 2 %), but only 14 of 15 minutes were measured',
    );
    expect(judged([...times(15, 3_600), null])?.evidence).toContain('nothing was measured in the last minute');
  });
});

describe('whatever is read', () => {
  const any = fc.option(fc.double({ min: -1, max: 2 }), { nil: null });
  const often = (good: number) => fc.oneof({ weight: 8, arbitrary: fc.constant(good) }, any);
  const requests = fc.oneof(
    { weight: 8, arbitrary: fc.constant(5_000) },
    fc.constantFrom(null, 0, 99, 100, Number.NaN),
  );
  const readings = fc.record({
    errorRate: fc.record({ ratio: often(0.001), requests }),
    successRate: fc.record({ ratio: often(0.999), requests }),
    p95: fc.record({ seconds: often(0.5), requests }),
  });
  const steps = fc.oneof(
    fc.constant(times(15, 3_600)),
    fc.array(fc.option(fc.nat(10), { nil: null }), { maxLength: 20 }),
  );

  it('is never recovered without data of each criterion, measured whole and on enough requests', () => {
    fc.assert(
      fc.property(readings, steps, (read, minutes) => {
        const { verdict, checks } = judgeRecovery(question({ readings: read, steps: minutes, stepsNeeded: 15 }));
        if (verdict !== 'recovered') return;
        expect(read.errorRate.requests ?? 0).toBeGreaterThanOrEqual(100);
        expect([read.errorRate.ratio, read.successRate.ratio, read.p95.seconds]).not.toContain(null);
        expect(minutes.filter((each) => each !== null).length).toBeGreaterThanOrEqual(15);
        expect(checks.some((check) => ['failed', 'could not measure', 'not yet'].includes(check.verdict))).toBe(false);
      }),
    );
  });

  it('is never recovered before the window is full', () => {
    fc.assert(
      fc.property(readings, fc.integer({ min: -60_000, max: 899_999 }), (read, since) => {
        const now = new Date(Date.parse('2026-11-23T03:00:00.000Z') + since).toISOString();
        expect(judgeRecovery(question({ readings: read, now })).verdict).toBe('not yet');
      }),
    );
  });
});

describe('the version check', () => {
  const expected = { version: 'v1.2.2', commit: 'def4567890abcdef' };
  it.each([
    ['the same', { version: 'v1.2.2', commit: 'def4567890abcdef' }, 'passed'],
    ['without the leading v and with a short commit', { version: '1.2.2', commit: 'def456' }, 'passed'],
    ['another version', { version: '1.2.3', commit: 'def456' }, 'failed'],
    ['another commit', { version: '1.2.2', commit: 'abc123' }, 'failed'],
    ['a commit too short to tell', { version: '1.2.2', commit: 'def4' }, 'failed'],
    ['no version', { commit: 'def456' }, 'could not measure'],
    ['no commit', { version: '1.2.2' }, 'could not measure'],
    ['nothing', {}, 'could not measure'],
    ['a wrong version and no commit', { version: '1.2.3' }, 'failed'],
  ] as const)('of an answer with %s', (_, seen, verdict) => {
    expect(compareVersion(expected, seen).verdict).toBe(verdict);
  });

  it('needs the other expected fields too', () => {
    const seen = { version: '1.2.2', commit: 'def456' };
    expect(compareVersion(expected, seen, ['version', 'deployed_at'])).toEqual({
      verdict: 'could not measure',
      evidence: 'the answer lacks deployed_at',
    });
  });

  it('could not be made for a target that says neither version nor commit', () => {
    expect(compareVersion({}, { version: '1.2.2' }).verdict).toBe('could not measure');
  });
});
