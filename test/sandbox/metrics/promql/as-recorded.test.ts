import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createPrometheusApi, type PrometheusApi } from '../../../../sandbox/metrics/api.js';
import { createMetricsStore } from '../../../../sandbox/metrics/store.js';
import { write } from '../a-store.js';
import { answerOf } from './answers.js';
import { fromSeconds, moments, series, startMs, stepMs } from './comparable-series.js';
import { startPrometheus } from './real-prometheus.js';
import { triggerQueries } from './trigger-queries.js';

const file = new URL('recorded/prometheus-2.42.json', import.meta.url);
const isToBeRecorded = process.env.RUNBACK_RECORD_PROMETHEUS === '1' && !existsSync(file);

async function allAnswers(url: string): Promise<Record<string, unknown>> {
  const asked = triggerQueries.map(async (query) => {
    const times = moments.map((moment) => String(fromSeconds + moment));
    return [query, await Promise.all(times.map((time) => answerOf(url, 'query', { query, time })))];
  });
  return Object.fromEntries(await Promise.all(asked)) as Record<string, unknown>;
}

describe('what the triggers ask', () => {
  let ours: PrometheusApi;
  let recorded: Record<string, unknown>;

  beforeAll(async () => {
    if (isToBeRecorded) {
      const real = await startPrometheus({ startMs, stepMs, series });
      const answers = await allAnswers(real.url).finally(() => real.close());
      writeFileSync(file, `${JSON.stringify(answers, null, 1)}\n`);
    }
    recorded = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    const store = write(createMetricsStore(), { startMs, stepMs, series });
    ours = await createPrometheusApi({ store, port: 0, exposition: async () => '' });
  });
  afterAll(() => ours?.close());

  it('is answered as Prometheus 2.42 did', async () => {
    const answers = await allAnswers(ours.url);
    expect(Object.keys(answers)).toEqual(Object.keys(recorded));
    for (const [query, answer] of Object.entries(answers)) expect(answer, query).toEqual(recorded[query]);
  });
});
