// What is measured of production: the counters of its real traffic, scraped and open to PromQL, after a labelled past.
import { createPrometheusApi, type PrometheusApi } from './metrics/api.js';
import { backfillRequests } from './metrics/backfill.js';
import { createScraper } from './metrics/scrape.js';
import { createMetricsStore } from './metrics/store.js';
import type { TrafficMetrics } from './traffic/metrics.js';
import { serviceLabelsOf } from './traffic/service-labels.js';
import type { SimulatedTime } from './world.js';

export interface Observation {
  readonly api: PrometheusApi;
  /** Two quiet hours before now, for a service with so many requests per second; its series say that they are back-filled. */
  remember(targetGroup: string, requestsPerSecond: number): void;
  stop(): Promise<void>;
}

const scrapeSeconds = 15;
const shortestScrapeMilliseconds = 250;
const lookbackSeconds = 300;
const rememberedSeconds = 2 * 3600;
const usualErrorRate = 0.001;

/** @throws Error when the port is taken */
export async function observe(time: SimulatedTime, metrics: TrafficMetrics, port: number): Promise<Observation> {
  const store = createMetricsStore();
  const intervalMs = Math.max(shortestScrapeMilliseconds, time.lasts(scrapeSeconds));
  const lookbackMs = Math.max(2 * intervalMs, time.lasts(lookbackSeconds));
  const exposition = () => metrics.text();
  const api = await createPrometheusApi({ store, port, exposition, lookbackMs });
  const source = { job: 'applylens', instance: `127.0.0.1:${api.port}`, text: exposition };
  const scraper = createScraper({ store, sources: [source], intervalMs });
  scraper.start();
  return {
    api,
    remember(targetGroup, perSecond) {
      const to = time.now();
      const labels = { ...serviceLabelsOf(targetGroup), target_group: targetGroup };
      const from = to - time.lasts(rememberedSeconds);
      backfillRequests(store, { labels, perSecond, errorRate: usualErrorRate, from, to, stepMs: intervalMs });
    },
    async stop() {
      await scraper.stop();
      await api.close();
    },
  };
}
