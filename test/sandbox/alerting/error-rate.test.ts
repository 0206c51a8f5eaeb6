import { afterEach, describe, expect, it } from 'vitest';

import { createAlertSender } from '../../../sandbox/alerting/alert-sender.js';
import { evaluateWith } from '../../../sandbox/alerting/evaluate-with.js';
import { createQueryEngine } from '../../../sandbox/metrics/query-engine.js';
import { createScraper } from '../../../sandbox/metrics/scrape.js';
import { createMetricsStore } from '../../../sandbox/metrics/store.js';
import { createTrafficMetrics } from '../../../sandbox/traffic/metrics.js';
import { manualClock } from '../metrics/manual-clock.js';
import { aReceiver } from './a-receiver.js';

const closes: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closes.splice(0)) await close();
});

const labels = { service: 'applylens-api', environment: 'prod' };
const failing = 'sum by (service) (rate(http_requests_total{code=~"5.."}[1m]))';
const all = 'sum by (service) (rate(http_requests_total[1m]))';

describe('an error rate in the traffic', () => {
  it('becomes a firing webhook with its value, and a resolved one when the traffic is well again', async () => {
    const clock = manualClock(Date.parse('2026-01-01T00:00:00Z'));
    const metrics = createTrafficMetrics();
    const store = createMetricsStore();
    const engine = createQueryEngine({ store });
    const receiver = await aReceiver();
    const source = { job: 'proxy', text: () => metrics.text() };
    const scraper = createScraper({ store, sources: [source], intervalMs: 15_000, clock });
    const sender = createAlertSender({
      evaluate: evaluateWith(engine),
      rules: [
        {
          alertname: 'ErrorRateSpike',
          expr: `${failing} / ${all} > 0.05`,
          forMs: 60_000,
          labels: {},
          annotations: { summary: 'error rate {{ $value | humanizePercentage }}' },
        },
      ],
      evaluationIntervalMs: 15_000,
      groupWaitMs: 1000,
      repeatIntervalMs: 3_600_000,
      receiver: { url: receiver.url, bearerToken: 't' },
      clock,
    });
    closes.push(
      () => sender.stop(),
      () => scraper.stop(),
      () => receiver.close(),
    );

    metrics.expectTargetGroup(labels, 'tg');
    const state = (): string | undefined => sender.alerts()[0]?.state;
    const serveAQuarterMinute = async (errorsOf100: number): Promise<void> => {
      for (let request = 0; request < 100; request += 1) {
        const code = request < errorsOf100 ? 500 : 200;
        metrics.proxied({ ...labels, code, targetGroup: 'tg', seconds: 0.01 });
      }
      await clock.advance(15_000);
      await clock.untilAsleep(state() === 'firing' ? 3 : 2);
    };

    scraper.start();
    await clock.untilAsleep(1);
    sender.start();
    await clock.untilAsleep(2);
    for (let quarter = 0; quarter < 8; quarter += 1) await serveAQuarterMinute(0);
    expect(state()).toBeUndefined();
    for (let quarter = 0; quarter < 12 && state() !== 'firing'; quarter += 1) await serveAQuarterMinute(20);
    await clock.advance(1000);
    await clock.untilAsleep(3);
    expect(receiver.received[0]?.body.alerts[0]?.annotations.summary).toMatch(/^error rate 20%$/);
    for (let quarter = 0; quarter < 12 && state() !== 'resolved'; quarter += 1) await serveAQuarterMinute(0);
    expect(receiver.received.map(({ body }) => body.status)).toEqual(['firing', 'resolved']);
  });
});
