import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createPrometheusApi, type PrometheusApi } from '../../../../sandbox/metrics/api.js';
import { createMetricsStore } from '../../../../sandbox/metrics/store.js';
import { write } from '../a-store.js';
import { answerOf } from './answers.js';
import { fromSeconds, moments, queries, series, startMs, stepMs, wrongQueries } from './comparable-series.js';
import { hasPrometheus, type RealPrometheus, startPrometheus } from './real-prometheus.js';
import { triggerQueries, wrongSubqueries } from './trigger-queries.js';

const title = hasPrometheus ? 'beside a real Prometheus' : 'beside a real Prometheus (skipped: not on PATH)';

describe.skipIf(!hasPrometheus)(title, () => {
  let real: RealPrometheus;
  let ours: PrometheusApi;

  beforeAll(async () => {
    real = await startPrometheus({ startMs, stepMs, series });
    const store = write(createMetricsStore(), { startMs, stepMs, series });
    ours = await createPrometheusApi({ store, port: 0, exposition: async () => '' });
  });

  afterAll(async () => {
    await real?.close();
    await ours?.close();
  });

  it('answers instant queries with the same series and values', async () => {
    for (const query of [...queries, ...triggerQueries]) {
      for (const moment of moments) {
        const parameters = { query, time: String(fromSeconds + moment) };
        const theirs = await answerOf(real.url, 'query', parameters);
        expect(await answerOf(ours.url, 'query', parameters), query).toEqual(theirs);
      }
    }
  });

  it('answers range queries with the same series and values', async () => {
    for (const query of [...queries, ...triggerQueries].filter((candidate) => !/\](?: offset \w+)?$/.test(candidate))) {
      const range = { query, start: String(fromSeconds), end: String(fromSeconds + 1300), step: '45s' };
      const theirs = await answerOf(real.url, 'query_range', range);
      expect(await answerOf(ours.url, 'query_range', range), query).toEqual(theirs);
    }
  });

  it('refuses wrong queries with the same status', async () => {
    for (const query of [...wrongQueries, ...wrongSubqueries]) {
      const parameters = { query, time: String(fromSeconds + 300) };
      const theirs = await statusOf(real.url, parameters);
      expect(theirs, query).toBeGreaterThanOrEqual(400);
      expect(await statusOf(ours.url, parameters), query).toBe(theirs);
    }
  });

  it.each([{}, { service: 'a' }])('lists the series and labels of %j alike', async (labels) => {
    const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
    const parameters = {
      'match[]': `{__name__=~".+",${pairs.join(',')}}`,
      start: String(fromSeconds - 60),
      end: String(fromSeconds + 1300),
    };
    for (const what of ['series', 'labels', 'label/code/values']) {
      const [mine, theirs] = await Promise.all([ours, real].map(({ url }) => listOf(url, what, parameters)));
      expect(mine).toEqual(theirs);
    }
  });
});

async function statusOf(url: string, parameters: Record<string, string>): Promise<number> {
  return (await fetch(`${url}/api/v1/query?${new URLSearchParams(parameters).toString()}`)).status;
}

async function listOf(url: string, what: string, parameters: Record<string, string>): Promise<string[]> {
  const response = await fetch(`${url}/api/v1/${what}?${new URLSearchParams(parameters).toString()}`);
  const { data } = (await response.json()) as { data: unknown[] };
  return data
    .map((found) => JSON.stringify(typeof found === 'object' && found ? Object.entries(found).sort() : found))
    .sort();
}
