import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { prometheusAt } from '../../../activities/prometheus.js';
import { createPrometheusApi, type PrometheusApi } from '../../../sandbox/metrics/api.js';
import { createExposure, type SourceCondition } from '../../../sandbox/metrics/exposure.js';
import { createScrapeTarget } from '../../../sandbox/metrics/scrape-target.js';
import { createMetricsStore } from '../../../sandbox/metrics/store.js';
import { createTrafficMetrics } from '../../../sandbox/traffic/metrics.js';
import { readCatalogue } from '../../../src/catalogue/read-catalogue.js';
import { withWindow } from '../../../src/promql.js';
import { judgeRecovery } from '../../../src/runbook/post-rollback-verification.js';

const found = readCatalogue(readFileSync('runback.yaml', 'utf8')).find('applylens-api', 'prod');
if ('refused' in found || found.entry.prometheus === undefined) throw new Error('ApplyLens has no metrics');
const { entry } = found;
const { queries } = found.entry.prometheus;
const labels = { service: 'applylens-api', environment: 'prod' };
const begun = Date.parse('2026-11-23T03:00:00Z');
const everyMs = 15_000;

describe('what a source of metrics says of a good release', () => {
  let api: PrometheusApi | undefined;
  afterEach(() => api?.close());

  /** Four minutes of healthy traffic from `restored` on, measured by a source that has become so just then; read at their end. */
  async function measured(condition: SourceCondition) {
    const metrics = createTrafficMetrics();
    const exposure = createExposure(() => metrics.text());
    const store = createMetricsStore();
    const target = createScrapeTarget(store, { job: 'applylens' });
    const scrape = async (index: number) => {
      for (let request = 0; request < 100; request += 1)
        metrics.proxied({ ...labels, code: 200, targetGroup: 'tg', seconds: 0.01 });
      for (let attempt = 0; attempt < 10; attempt += 1)
        metrics.connected({ ...labels, version: '1.2.2', failed: attempt < 2 });
      await target.scrape(begun + index * everyMs, exposure.text);
    };
    for (let index = 0; index <= 8; index += 1) await scrape(index);
    exposure.become(condition);
    for (let index = 9; index <= 24; index += 1) await scrape(index);
    api = await createPrometheusApi({ store, port: 0, exposition: exposure.text, stalls: exposure.stalls });
    const [restored, now] = [begun + 8.5 * everyMs, begun + 24 * everyMs];
    const prometheus = prometheusAt(api.url, 300, new AbortController().signal);
    const read = (query: string | undefined) =>
      prometheus.valueAt(withWindow(query ?? '', now - restored), now).catch(() => null);
    const [ratio, requests, success, p95, connections] = await Promise.all(
      [queries.errorRate, queries.requests, queries.successRate, queries.p95Seconds, queries.connectionFailures].map(
        read,
      ),
    );
    const readings = {
      errorRate: { ratio: ratio ?? null, requests: requests ?? null },
      successRate: { ratio: success ?? null, requests: requests ?? null },
      p95: { seconds: p95 ?? null, requests: requests ?? null },
    };
    const question = { criteria: entry.recovery, minimumSample: 100, watchMs: 180_000, readings };
    const iso = (at: number) => new Date(at).toISOString();
    return { ...judgeRecovery({ ...question, restoredAt: iso(restored), now: iso(now) }), connections };
  }

  it('is that it recovered, and how many connections fail, where the source works', async () => {
    expect(await measured('works')).toMatchObject({ verdict: 'recovered', connections: expect.closeTo(0.2) });
  });

  it.each(['holes', 'stalls', 'lies'] as const)('is never that it recovered where the source %s', async (condition) => {
    const { verdict, connections } = await measured(condition);
    expect(verdict).toBe('could not measure');
    expect(connections === null || Number.isNaN(connections)).toBe(true);
  });
});
