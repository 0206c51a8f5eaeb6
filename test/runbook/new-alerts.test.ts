import { describe, expect, it } from 'vitest';
import { type AlertsOfSource, judgeNewAlerts } from '../../src/runbook/new-alerts.js';

const restoredAt = '2026-11-23T03:10:00.000Z';
const window = { restoredAt, now: '2026-11-23T03:25:00.000Z', watchMs: 15 * 60_000 };
const firing = (source: AlertsOfSource['source'], ...since: string[]): AlertsOfSource => ({
  source,
  firing: { state: 'known', value: since.map((each) => ({ name: 'HighLatency', since: each })) },
});
const unread: AlertsOfSource = {
  source: 'Alertmanager',
  firing: { state: 'unknown', why: 'no answer within 5000 ms' },
};
const judge = (...sources: AlertsOfSource[]) => judgeNewAlerts(window, sources);

describe('new alerts', () => {
  it.each([
    ['none fires', firing('Alertmanager'), 'passed'],
    ['one fires since before restored', firing('Alertmanager', '2026-11-23T02:58:00.000Z'), 'passed'],
    ['one began as it was restored', firing('Alertmanager', restoredAt), 'passed'],
    ['one began just after', firing('Alertmanager', '2026-11-23T03:10:00.001Z'), 'failed'],
    ['one began at an unknown time', firing('Alertmanager', 'yesterday'), 'failed'],
    ['nobody could be asked', unread, 'could not measure'],
  ] as const)('when %s', (_, source, verdict) => {
    expect(judge(source).verdict).toBe(verdict);
  });

  it('are named with their source and their time', () => {
    expect(judge(firing('PagerDuty', '2026-11-23T03:12:00Z'))).toEqual({
      name: 'New alerts',
      verdict: 'failed',
      evidence: 'HighLatency since 03:12 UTC (PagerDuty)',
    });
  });

  it('are known of by one source that answers, and the other is named', () => {
    expect(judge(unread, firing('PagerDuty'))).toMatchObject({
      verdict: 'passed',
      evidence: 'none since restored (PagerDuty); Alertmanager could not be read: no answer within 5000 ms',
    });
    expect(judge(unread, firing('PagerDuty', '2026-11-23T03:12:00Z')).verdict).toBe('failed');
  });

  it('are counted where there are many', () => {
    const many = firing('Alertmanager', ...Array.from({ length: 9 }, () => '2026-11-23T03:12:00Z'));
    expect(judge(many).evidence).toContain('and 4 more (Alertmanager)');
  });

  it('are "not yet" judged until the window is full', () => {
    const early = { ...window, now: '2026-11-23T03:24:59.999Z' };
    expect(judgeNewAlerts(early, [firing('Alertmanager', '2026-11-23T03:12:00Z')]).verdict).toBe('not yet');
    expect(judgeNewAlerts(early, [unread]).verdict).toBe('not yet');
  });
});
