import { describe, expect, it } from 'vitest';
import type { OutageFacts } from '../../src/outage.js';
import { outageScope } from '../../src/runbook/outage-scope.js';
import { anEntry, aSeries, aSituation } from '../support/a-situation.js';

const entry = anEntry();
const seenAt = '2026-11-23T03:34:00.000Z';
const scope = (errorRate: OutageFacts['errorRate'], before?: string) =>
  outageScope({ seenAt, errorRate, backups: { state: 'not connected' } }, entry, before);

describe('the scope of an outage', () => {
  it('is the share of requests that fail and since when, with the time at which it was measured', () => {
    expect(scope(aSituation().errorRate)).toBe('9.8 % of requests fail, since 02:57 UTC (measured 03:34 UTC)');
  });

  it('is a share below the limit where the trouble is over', () => {
    const calm = { now: aSeries([0.01, 0.01, 0.01, 0.01, 0.01]), beforeDeployment: 0 };
    expect(scope({ state: 'known', value: calm })).toBe(
      '1 % of requests fail, not more than the limit of 5 % (measured 03:34 UTC)',
    );
  });

  it.each([
    ['no metrics', { state: 'not connected' }, 'Scope not known: no metrics are in the catalogue'],
    [
      'metrics that cannot be read',
      { state: 'unknown', why: 'connection refused' },
      'Scope not known: the error rate could not be read: connection refused',
    ],
    [
      'too few requests',
      { state: 'known', value: { now: aSeries([0.5], { requests: 3 }), beforeDeployment: null } },
      'Scope not known: there are too few requests to judge',
    ],
  ] as const)('is not known with %s', (_, errorRate, text) => {
    expect(scope(errorRate)).toBe(text);
  });

  it('is not known where nothing was read in time, and then says what an earlier page could say', () => {
    expect(outageScope(undefined, entry, '9.8 % of requests fail (measured 03:34 UTC)')).toBe(
      'Scope not known: it could not be measured in time for this page; last measured: 9.8 % of requests fail (measured 03:34 UTC)',
    );
  });
});
