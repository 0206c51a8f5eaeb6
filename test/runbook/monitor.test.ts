import { describe, expect, it } from 'vitest';
import { endOfMonitor, isPageDue, judgeLook, type MonitorLook, monitorPage } from '../../src/runbook/monitor.js';
import type { RatioSeries } from '../../src/situation.js';
import { anEntry, arn, aSeries, troubled } from '../support/a-situation.js';

const restoredAt = '2026-11-23T03:14:00.000Z';
const monitored = {
  entry: anEntry(),
  taskDefinition: arn(121),
  left: arn(124),
  restoredAt,
  until: '2026-11-23T04:14:00.000Z',
};
const minutesAfter = (minutes: number): string => new Date(Date.parse(restoredAt) + minutes * 60_000).toISOString();
const serving = (revision: number, release?: string) => {
  const taskDefinition = arn(revision);
  const counts = release === undefined ? [] : [{ taskDefinition, release, tasks: 4 }];
  return { state: 'known', value: { taskDefinition, serving: counts } } as const;
};
const rate = (now: RatioSeries) => ({ state: 'known', value: { now, beforeDeployment: null } }) as const;
const quiet = rate(aSeries([0.001, 0.001, 0.002, 0.001, 0.001]));
const denied = { state: 'unknown', why: 'DescribeServices: access denied' } as const;
const silent = { state: 'unknown', why: 'Prometheus did not answer' } as const;

const judge = (given: Partial<MonitorLook> = {}) =>
  judgeLook(
    { at: minutesAfter(20), service: serving(121), errorRate: quiet, failedForGood: false, ...given },
    monitored,
  );

describe('a look after a rollback', () => {
  it.each<[string, Partial<MonitorLook>, string]>([
    ['clear when target and error rate are as they should be', {}, 'clear'],
    ['clear when one minute is above the limit', { errorRate: rate(aSeries([0, 0, 0.2, 0, 0])) }, 'clear'],
    ['trouble when each minute is above the limit', { errorRate: rate(troubled) }, 'trouble again'],
    ['trouble even where ECS could not be read', { service: denied, errorRate: rate(troubled) }, 'trouble again'],
    ['a newer deployment', { service: serving(125) }, 'newer deployment'],
    ['the release that was left', { service: serving(124) }, 'the release we left was deployed again'],
    ['blind when ECS could not be read', { service: denied }, 'could not look'],
    ['blind when Prometheus does not answer', { errorRate: silent }, 'could not look'],
    ['blind without metrics', { errorRate: { state: 'not connected' } }, 'could not look'],
    ['blind when a minute is missing', { errorRate: rate(aSeries([0, 0, null, 0, 0])) }, 'could not look'],
    ['blind on too few requests', { errorRate: rate(aSeries([0, 0, 0, 0, 0], { requests: 3 })) }, 'could not look'],
  ])('is %s', (_, given, is) => {
    expect(judge(given).is).toBe(is);
  });

  it('finds trouble although the hour before, which holds what was rolled back, was as bad', () => {
    expect(judge({ errorRate: rate({ ...troubled, baseline: 0.3 }) }).is).toBe('trouble again');
    expect(judge({ errorRate: rate({ ...troubled, baseline: null }) }).is).toBe('trouble again');
  });

  it.each([
    [4.9, troubled, 'not yet'],
    [5, troubled, 'trouble again'],
    [4.9, aSeries([0, 0, 0, 0, 0]), 'not yet'],
    [5, aSeries([0, 0, 0, 0, 0]), 'clear'],
    [4.9, aSeries([0, 0, null, 0, 0]), 'not yet'],
  ] as const)('%d minutes after restored judges only what lies since restored', (minutes, now, is) => {
    expect(judge({ at: minutesAfter(minutes), errorRate: rate(now) }).is).toBe(is);
  });

  it('says what was deployed by the names people use', () => {
    expect(judge({ service: serving(124, '1.2.3') })).toMatchObject({ evidence: 'v1.2.3 (applylens-api-prod:124)' });
  });
});

describe('a look that could not be taken', () => {
  const due = (given: Partial<MonitorLook>, inARow: number) => {
    const finding = judge(given);
    return finding.is === 'could not look' && isPageDue(finding, inARow);
  };

  it('is paged the fifth time in a row', () => {
    expect([1, 2, 3, 4, 5].map((inARow) => due({ service: denied }, inARow))).toEqual([
      false,
      false,
      false,
      false,
      true,
    ]);
  });

  it('is paged at once when waiting does not mend it', () => {
    expect(due({ service: denied, failedForGood: true }, 1)).toBe(true);
  });

  it('is never paged where the catalogue has no metrics: that was known before', () => {
    expect(due({ errorRate: { state: 'not connected' } }, 60)).toBe(false);
  });
});

describe('the end of the hour', () => {
  it.each([
    [60, 0, 'quiet'],
    [31, 29, 'quiet'],
    [30, 30, 'could not watch'],
    [0, 60, 'could not watch'],
    [0, 0, 'could not watch'],
  ])('with %i clear looks and %i that could not be taken is "%s"', (clear, blind, end) => {
    expect(endOfMonitor({ clear, blind })).toBe(end);
  });
});

describe('the page of the monitor', () => {
  it('says why it cannot watch and what to do', () => {
    expect(monitorPage('could not watch', 'DescribeServices: access denied', monitored).summary).toBe(
      'applylens-api prod cannot be watched after its rollback: DescribeServices: access denied. Mend that, or watch it by hand until 04:14 UTC',
    );
  });

  it('calls the release that was left what it is', () => {
    const { summary, details } = monitorPage('the release we left was deployed again', 'v1.2.3', monitored);
    expect(summary).toMatch(/^applylens-api prod got the release back that was rolled back from: v1\.2\.3\. Stop/);
    expect(details).toMatchObject({ 'rolled back from': arn(124), 'rolled back to': arn(121) });
  });

  it('fits what the paging service takes', () => {
    expect(monitorPage('trouble again', 'x'.repeat(5_000), monitored).summary.length).toBeLessThanOrEqual(1_024);
  });
});
