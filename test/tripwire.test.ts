import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beforeChange, worseThan } from '../src/tripwire.js';
import { aSituation } from './support/a-situation.js';

const noData = { failingShare: null, requests: null, healthyTargets: null };
const failing = (failingShare: number, requests = 500) => ({ ...noData, failingShare, requests });

describe('the tripwire', () => {
  it('takes what production was like from the last look before the change', () => {
    expect(beforeChange(aSituation())).toEqual({ failingShare: 0.098, healthyTargets: 4 });
    expect(
      beforeChange(aSituation({ errorRate: { state: 'not connected' }, targetGroups: { state: 'unknown', why: 'x' } })),
    ).toEqual({});
  });

  it.each([
    ['above twice as many as before', 0.2, 0.41, 'worse'],
    ['twice as many as before', 0.2, 0.4, 'as before'],
    ['ten points more than before', 0.01, 0.11, 'as before'],
    ['above ten points more', 0.01, 0.111, 'worse'],
    ['fewer than before', 0.2, 0.001, 'as before'],
  ])('%s is %3$s', (_, was, is, verdict) => {
    const why = worseThan({ failingShare: was }, failing(is), 100);
    expect(why === undefined ? 'as before' : 'worse').toBe(verdict);
  });

  it('says both figures and the limit', () => {
    expect(worseThan({ failingShare: 0.02 }, failing(0.5, 321), 100)).toBe(
      '50 % of 321 requests fail, 2 % before our change (limit 12 %)',
    );
  });

  it('trips when fewer than half of the targets are left', () => {
    expect(worseThan({ healthyTargets: 4 }, { ...noData, healthyTargets: 2 }, 100)).toBeUndefined();
    expect(worseThan({ healthyTargets: 4 }, { ...noData, healthyTargets: 1 }, 100)).toBe(
      '1 of the 4 targets that were healthy before our change are so now',
    );
  });

  it('never trips without data, on too few requests, or where what was before is not known', () => {
    expect(worseThan({ failingShare: 0, healthyTargets: 4 }, noData, 100)).toBeUndefined();
    expect(worseThan({ failingShare: 0 }, failing(1, 99), 100)).toBeUndefined();
    expect(worseThan({}, { failingShare: 1, requests: 1_000, healthyTargets: 0 }, 100)).toBeUndefined();
  });

  it('never trips while production is as it was or better', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, share, fc.nat(100), (a, b, targets) => {
        const [is, was] = [Math.min(a, b), Math.max(a, b)];
        const seen = { failingShare: is, requests: 1_000, healthyTargets: targets };
        expect(worseThan({ failingShare: was, healthyTargets: targets }, seen, 100)).toBeUndefined();
      }),
    );
  });
});
