import { describe, expect, it } from 'vitest';
import { type AlarmName, ruleOf } from '../../../sandbox/alarms.js';
import { evaluateWith } from '../../../sandbox/alerting/evaluate-with.js';
import { backfillDurations, backfillRequests } from '../../../sandbox/metrics/backfill.js';
import { createQueryEngine } from '../../../sandbox/metrics/query-engine.js';
import { createScrapeTarget } from '../../../sandbox/metrics/scrape-target.js';
import { createMetricsStore } from '../../../sandbox/metrics/store.js';
import { createTrafficMetrics } from '../../../sandbox/traffic/metrics.js';
import { createSimulatedTime } from '../../../sandbox/traffic/time.js';

const time = createSimulatedTime(30);
const everyMs = 500;
const now = Date.parse('2026-11-23T03:00:00Z');
const labels = { service: 'applylens-api', environment: 'prod' };
const targetGroup = 'applylens-api-prod';

interface Behaviour {
  /** Of fifty requests. */
  readonly failing?: number;
  readonly seconds?: number;
  /** Of twenty attempts. */
  readonly withoutConnection?: number;
}

/** After a quiet day, half an hour as given; both in the time of this production. */
async function alertsOf(name: AlarmName, { failing = 0, seconds = 0.012, withoutConnection = 0 }: Behaviour) {
  const store = createMetricsStore({ maximumAgeMs: time.lasts(25 * 3600) });
  const began = now - time.lasts(1_800);
  const quiet = { labels: { ...labels, target_group: targetGroup }, perSecond: 60, to: began };
  backfillRequests(store, { ...quiet, errorRate: 0.001, from: began - time.lasts(7_200), stepMs: everyMs });
  backfillDurations(store, { ...quiet, from: began - time.lasts(86_400), stepMs: 4 * everyMs });
  const metrics = createTrafficMetrics();
  metrics.expectTargetGroup(labels, targetGroup);
  const target = createScrapeTarget(store, { job: 'applylens' });
  for (let at = began + everyMs; at <= now; at += everyMs) {
    for (let request = 0; request < 50; request += 1) {
      metrics.proxied({ ...labels, targetGroup, seconds, code: request < failing ? 500 : 200 });
      if (request < 20) metrics.connected({ ...labels, version: '1.2.3', failed: request < withoutConnection });
    }
    await target.scrape(at, () => metrics.text());
  }
  const evaluate = evaluateWith(createQueryEngine({ store, lookbackMs: time.lasts(300) }));
  return evaluate(ruleOf(name, time).expr, now);
}

describe('the alarms of a scenario', () => {
  it.each([
    ['ErrorRateSpike', { failing: 4 }, { failing: 2 }],
    ['LatencyDegradation', { seconds: 0.3 }, { failing: 25 }],
    ['FastBurnRate', { failing: 2 }, { failing: 1 }],
    ['DatabaseConnectionFailures', { withoutConnection: 3 }, { withoutConnection: 2 }],
  ] as [AlarmName, Behaviour, Behaviour][])('%s is raised by %j and not by %j', async (name, bad, bearable) => {
    expect(await alertsOf(name, bad)).toMatchObject([{ labels }]);
    expect(await alertsOf(name, bearable)).toEqual([]);
    expect(await alertsOf(name, {})).toEqual([]);
  });

  it('wait as long as the runbook says, in the time of this production', () => {
    const waits = (['ErrorRateSpike', 'LatencyDegradation', 'FastBurnRate', 'DatabaseConnectionFailures'] as const).map(
      (name) => ruleOf(name, time).forMs / time.lasts(60),
    );
    expect(waits).toEqual([5, 10, 0, 3]);
  });
});
