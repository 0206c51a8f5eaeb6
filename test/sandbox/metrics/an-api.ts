import { createPrometheusApi } from '../../../sandbox/metrics/api.js';
import { createMetricsStore } from '../../../sandbox/metrics/store.js';
import { type Value, write } from './a-store.js';

const closes: (() => Promise<void>)[] = [];

export async function closeApis(): Promise<void> {
  await Promise.all(closes.splice(0).map((close) => close()));
}

const series: Record<string, Value[]> = {
  'x{code="200"}': [0, 15, 30, 45, 60],
  'x{code="500"}': [0, 0, 0, 0, 15],
  odd: [NaN, Infinity, -Infinity, 0.05, 1e21],
};

/** Two counters and a series of special values, a sample every 15 s; now is second 60. */
export async function anApi(exposition = async (): Promise<string> => 'x 1\n') {
  const store = write(createMetricsStore(), { series });
  const api = await createPrometheusApi({ store, port: 0, exposition, now: () => 60_000 });
  closes.push(() => api.close());
  return api;
}

export async function get(
  path: string,
  parameters: Record<string, string> = {},
): Promise<{ status: number; body: unknown }> {
  const api = await anApi();
  const response = await fetch(`${api.url}${path}?${new URLSearchParams(parameters).toString()}`);
  return { status: response.status, body: await response.json() };
}
