// What is measured of production: the counters of its real traffic, scraped and open to PromQL, after a labelled past.
import { createPrometheusApi, type PrometheusApi } from './metrics/api.js';
import { backfillDurations, backfillRequests } from './metrics/backfill.js';
import { createExposure, type Exposure } from './metrics/exposure.js';
import { createScraper } from './metrics/scrape.js';
import { createMetricsStore } from './metrics/store.js';
import type { TrafficMetrics } from './traffic/metrics.js';
import { serviceLabelsOf } from './traffic/service-labels.js';
import type { SimulatedTime } from './world.js';

export interface Observation extends Pick<Exposure, 'become'> {
  readonly api: PrometheusApi;
  /** Two quiet hours before now, and a day of usual latencies, for a service with so many requests per second; its series say that they are back-filled. */
  remember(targetGroup: string, requestsPerSecond: number): void;
  stop(): Promise<void>;
}

const scrapeSeconds = 15;
const shortestScrapeMilliseconds = 250;
const lookbackSeconds = 300;
const rememberedSeconds = 2 * 3600;
const latenciesRememberedSeconds = 24 * 3600;
const latenciesEverySeconds = 60;
/** What the runbook compares with is a day old. */
const keptSeconds = 25 * 3600;
const usualErrorRate = 0.001;

/** @throws Error when the port is taken */
export async function observe(time: SimulatedTime, metrics: TrafficMetrics, port: number): Promise<Observation> {
  const store = createMetricsStore({ maximumAgeMs: time.lasts(keptSeconds) });
  const intervalMs = Math.max(shortestScrapeMilliseconds, time.lasts(scrapeSeconds));
  const lookbackMs = Math.max(2 * intervalMs, time.lasts(lookbackSeconds));
  const exposure = createExposure(() => metrics.text());
  const api = await createPrometheusApi({
    store,
    port,
    exposition: exposure.text,
    lookbackMs,
    stalls: exposure.stalls,
  });
  const source = { job: 'applylens', instance: `127.0.0.1:${api.port}`, text: exposure.text };
  const scraper = createScraper({ store, sources: [source], intervalMs });
  scraper.start();
  return {
    api,
    become: exposure.become,
    remember(targetGroup, perSecond) {
      const to = time.now();
      const labels = { ...serviceLabelsOf(targetGroup), target_group: targetGroup };
      const since = (seconds: number) => ({ labels, perSecond, from: to - time.lasts(seconds), to });
      backfillRequests(store, { ...since(rememberedSeconds), errorRate: usualErrorRate, stepMs: intervalMs });
      const stepMs = Math.max(intervalMs, time.lasts(latenciesEverySeconds));
      backfillDurations(store, { ...since(latenciesRememberedSeconds), stepMs });
    },
    async stop() {
      await scraper.stop();
      await api.close();
    },
  };
}
