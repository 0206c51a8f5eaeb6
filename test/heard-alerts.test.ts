import { describe, expect, it } from 'vitest';
import {
  firingSince,
  firstHeard,
  type HeardAlert,
  onlyAlertsStand,
  withAlert,
  withHeardAlerts,
} from '../src/heard-alerts.js';
import type { Alert } from '../src/rollback.js';
import type { Verification } from '../src/verification.js';

const restoredAt = '2026-11-23T03:10:00.000Z';
const at = (minute: number) => `2026-11-23T03:${String(minute).padStart(2, '0')}:00.000Z`;
const alert = (given: Partial<Alert> = {}): Alert => ({
  source: 'alertmanager',
  name: 'HighLatency',
  status: 'firing',
  fingerprint: 'a1',
  ...given,
});
const told = (...signals: (readonly [Partial<Alert>, string])[]): HeardAlert[] =>
  signals.reduce<HeardAlert[]>((heard, [given, when]) => withAlert(heard, alert(given), when), []);
const recovered: Verification = {
  verdict: 'recovered',
  checks: [
    { name: 'Error rate', verdict: 'passed', evidence: 'errors 0.1 %' },
    { name: 'New alerts', verdict: 'passed', evidence: 'none since restored (webhooks)' },
  ],
};

describe('alerts that a run is told of', () => {
  it.each([
    ['that began after restored', [[{ startsAt: at(12) }, at(13)]], 1],
    ['that began before restored and was sent again', [[{ startsAt: at(5) }, at(13)]], 0],
    ['without a time, first heard of after restored', [[{}, at(13)]], 1],
    [
      'without a time, heard of before and again',
      [
        [{}, at(5)],
        [{}, at(13)],
      ],
      0,
    ],
    [
      'without a time, that ended and came back',
      [
        [{}, at(5)],
        [{ status: 'resolved' }, at(6)],
        [{}, at(13)],
      ],
      1,
    ],
    [
      'that is over',
      [
        [{ startsAt: at(12) }, at(13)],
        [{ status: 'resolved', startsAt: at(12) }, at(14)],
      ],
      0,
    ],
    [
      'that came back with a time of its own',
      [
        [{ startsAt: at(5) }, at(5)],
        [{ startsAt: at(13) }, at(13)],
      ],
      1,
    ],
  ] as const)('%s', (_, signals, firing) => {
    expect(firingSince(told(...signals), restoredAt)).toHaveLength(firing);
  });

  it('are all known where one signal stands for several', () => {
    const also = [
      { name: 'ErrorRate', status: 'firing', startsAt: at(12), fingerprint: 'b2' },
      { name: 'Disk', status: 'resolved', startsAt: at(11), fingerprint: 'c3' },
    ] as const;
    const heard = told([{ startsAt: at(12), also }, at(13)]);
    expect(firingSince(heard, restoredAt).map(({ name }) => name)).toEqual(['HighLatency', 'ErrorRate']);
  });

  it('stay within bounds, and those that fire are kept', () => {
    const flood = Array.from({ length: 2_000 }, (_, each) => [
      { fingerprint: `over-${each}`, status: 'resolved', startsAt: at(11) } as const,
      at(12),
    ]) as [Partial<Alert>, string][];
    const heard = told([{ startsAt: at(12) }, at(12)], ...flood);
    expect(heard.length).toBeLessThanOrEqual(300);
    expect(firingSince(heard, restoredAt)).toHaveLength(1);
  });

  it('begin with the one that began the run', () => {
    const trigger = { kind: 'alert', name: 'ErrorRateSpike', fingerprint: 'e1' } as const;
    const request = { service: 'api', environment: 'prod', reason: 'errors', trigger };
    const heard = withAlert(firstHeard(request, at(1)), alert({ name: 'ErrorRateSpike', fingerprint: 'e1' }), at(13));
    expect(firingSince(heard, restoredAt)).toEqual([]);
    expect(firstHeard({ ...request, trigger: { kind: 'person' } }, at(1))).toEqual([]);
  });
});

describe('a verdict', () => {
  it('is not recovered while a new alert fires', () => {
    const seen = withHeardAlerts(recovered, told([{ startsAt: at(12) }, at(13)]), restoredAt);
    expect(seen.verdict).toBe('not recovered');
    expect(seen.checks[1]).toEqual({
      name: 'New alerts',
      verdict: 'failed',
      evidence: 'HighLatency since 03:12 UTC (webhooks)',
    });
    expect(onlyAlertsStand(recovered, seen)).toBe(true);
  });

  it('names a new alert that is over, and stays as it is', () => {
    const heard = told([{ startsAt: at(12) }, at(13)], [{ status: 'resolved', startsAt: at(12) }, at(14)]);
    const seen = withHeardAlerts(recovered, heard, restoredAt);
    expect(seen.verdict).toBe('recovered');
    expect(seen.checks[1]?.evidence).toBe(
      'none since restored (webhooks); resolved since: HighLatency since 03:12 UTC',
    );
  });

  it('is as it was without new alerts, and where nothing was verified', () => {
    expect(withHeardAlerts(recovered, told([{ startsAt: at(5) }, at(5)]), restoredAt)).toBe(recovered);
    const none: Verification = { verdict: 'not verified', checks: [] };
    expect(withHeardAlerts(none, told([{ startsAt: at(12) }, at(13)]), restoredAt)).toBe(none);
  });
});
