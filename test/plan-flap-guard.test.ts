import { describe, expect, it } from 'vitest';
import { automaticRollbackOf, flapping } from '../src/plan/flap-guard.js';
import type { Fact } from '../src/rollback.js';
import { aReport } from './support/a-run.js';
import { anEntry } from './support/an-entry.js';

const hour = 3_600_000;
const automaticAtMost = [
  { runs: 1, within: 6 * hour },
  { runs: 2, within: 24 * hour },
];
const entry = anEntry({ policy: { automaticAtMost } });
const now = '2026-11-23T12:00:00.000Z';
const hoursAgo = (hours: number): string => new Date(Date.parse(now) - hours * hour).toISOString();
const known = (...hours: number[]): Fact<{ id: string; at: string }[]> => ({
  state: 'known',
  value: hours.map((each) => ({ id: `run-${each}`, at: hoursAgo(each) })),
});

describe('Runback goes back by itself', () => {
  it.each([
    ['never yet', known(), undefined],
    ['six hours and a moment ago', known(6.01), undefined],
    ['just six hours ago', known(6), /once in 6 h at most/],
    ['twice, the last seven hours ago', known(7, 23), /7 h ago \(05:00 UTC\), which it does 2 times in 24 h at most/],
    ['twice, one of them more than a day ago', known(7, 24.01), undefined],
  ] as const)('%s', (_, former, said) => {
    const sentence = flapping(former, entry, now);
    if (said === undefined) expect(sentence).toBeUndefined();
    else expect(sentence).toMatch(said);
  });

  it('as often as it is asked where the catalogue sets no limit', () => {
    expect(flapping(known(1, 2, 3), anEntry({ policy: { automaticAtMost: [] } }), now)).toBeUndefined();
  });

  it('after a person was asked, where its own past cannot be read', () => {
    expect(flapping({ state: 'unknown', why: 'EACCES: permission denied' }, entry, now)).toMatch(
      /^how often Runback has gone back by itself could not be read: EACCES/,
    );
  });
});

describe('a stored report', () => {
  const byMachine = { request: { ...aReport().request, trigger: { kind: 'alert', name: 'ErrorRateSpike' } } } as const;
  const times = { acceptedAt: hoursAgo(2), firstChangeAt: hoursAgo(1) };

  it('counts where a machine asked, no person agreed and something was changed', () => {
    const report = aReport({ ...byMachine, times, approvals: [{ decision: 'silence', at: hoursAgo(1) }] });
    expect(automaticRollbackOf(report, entry)).toEqual({ id: report.id, at: hoursAgo(1) });
  });

  it.each([
    ['a person asked', { times }],
    ['a person approved', { ...byMachine, times, approvals: [{ decision: 'approve' as const, by: 'ann', at: now }] }],
    ['nothing was changed', { ...byMachine, times: { acceptedAt: hoursAgo(2) } }],
    ['it is another service', { ...byMachine, times, service: 'checkout' }],
  ])('does not count where %s', (_, given) => {
    expect(automaticRollbackOf(aReport(given), entry)).toBeUndefined();
  });
});
