import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { automaticTriggers, connectionLimits, judgeConnectionFailures } from '../../src/runbook/when-to-rollback.js';
import { anEntry } from '../support/a-situation.js';
import { steps } from './steps.js';

const limits = connectionLimits(anEntry());
const judge = (values: readonly (number | null)[], count = 60) =>
  judgeConnectionFailures({ state: 'known', value: { steps: steps(values, { count }) } }, limits);

describe('the trigger of database connections', () => {
  it('has the runbook’s numbers', () => {
    expect(automaticTriggers.databaseConnectionFailures).toMatchObject({ above: 0.1, for: '3 minutes' });
    expect(limits).toEqual({ above: 0.1, steps: 3, minimum: 20 });
  });

  it('is breached above a tenth in each of three minutes', () => {
    expect(judge([0.11, 0.4, 0.3])).toEqual({
      verdict: 'breached',
      evidence: '27 % of database connections failed, above 10 % in 3 of 3 minutes',
    });
  });

  it.each([
    ['a minute is at the limit', [0.11, 0.1, 0.11], 'not breached'],
    ['each minute is just above', [0.1001, 0.1001, 0.1001], 'breached'],
    ['an older minute was below', [0, 0.2, 0.2, 0.2], 'breached'],
    ['none fails', [0, 0, 0], 'not breached'],
    ['all fail', [1, 1, 1], 'breached'],
    ['nothing was attempted in a minute', [0.5, null, 0.5], 'could not measure'],
    ['a healthy-looking window has a hole', [0, null, 0], 'could not measure'],
    ['scrapes stopped', [0.5, 0.5, null], 'could not measure'],
    ['there are only two minutes', [0.5, 0.5], 'could not measure'],
    ['a share is not a number', [0, 0, Number.NaN], 'could not measure'],
    ['nothing was measured', [], 'could not measure'],
  ] as const)('when %s', (_, values, verdict) => {
    expect(judge(values).verdict).toBe(verdict);
  });

  it('could not be measured on too few attempts, whether they fail or not', () => {
    for (const share of [0, 1]) {
      expect(judge([share, share, share], 6)).toEqual({
        verdict: 'could not measure',
        evidence: 'only 18 attempts to connect in 3 minutes; 20 are needed to judge',
      });
    }
    expect(judge([1, 1, 1], 7).verdict).toBe('breached');
  });

  it('could not be measured without queries or without an answer', () => {
    expect(judgeConnectionFailures({ state: 'not connected' }, limits).evidence).toBe(
      'the share of failed database connections is not connected: no query for it in the catalogue',
    );
    expect(judgeConnectionFailures({ state: 'unknown', why: 'timeout' }, limits).verdict).toBe('could not measure');
  });

  it('never calls a window that lacks a minute "not breached"', () => {
    const share = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: null });
    fc.assert(
      fc.property(fc.array(share, { maxLength: 3 }), (shares) => {
        fc.pre(shares.length < 3 || shares.includes(null));
        expect(judge(shares).verdict).toBe('could not measure');
      }),
    );
  });
});
