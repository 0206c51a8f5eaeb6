// Stores for tests, written as Prometheus' documentation writes series: a name with labels and a value each step.
import { parseExposition } from '../../../sandbox/metrics/exposition.js';
import type { Labels } from '../../../sandbox/metrics/labels.js';
import { createQueryEngine, type QueryEngine } from '../../../sandbox/metrics/query-engine.js';
import { createMetricsStore, type MetricsStore } from '../../../sandbox/metrics/store.js';

/** A sample; `_` is none in this step, `stale` the mark of a series that went. */
export type Value = number | '_' | 'stale';

export interface WrittenSeries {
  readonly startMs?: number;
  readonly stepMs?: number;
  readonly series: Readonly<Record<string, readonly Value[]>>;
}

function labelsOf(series: string): Labels {
  return parseExposition(`${series} 0`)[0]?.labels ?? {};
}

export function write(store: MetricsStore, { startMs = 0, stepMs = 15_000, series }: WrittenSeries): MetricsStore {
  for (const [written, values] of Object.entries(series)) {
    values.forEach((value, index) => {
      const atMs = startMs + index * stepMs;
      if (value === 'stale') store.markStale(labelsOf(written), atMs);
      else if (value !== '_') store.append(labelsOf(written), atMs, value);
    });
  }
  return store;
}

export function anEngine(written: WrittenSeries, lookbackMs?: number): QueryEngine {
  return createQueryEngine({
    store: write(createMetricsStore(), written),
    ...(lookbackMs === undefined ? {} : { lookbackMs }),
  });
}

/** The result of an instant query as `{labels}` → value; a scalar as a number. */
export function ask(engine: QueryEngine, query: string, atSeconds: number): number | Record<string, number> {
  const result = engine.instant(query, atSeconds * 1000);
  if (result.type === 'scalar') return result.value;
  if (result.type === 'matrix') throw new Error(`${query} gives a range vector`);
  return Object.fromEntries(result.samples.map(({ labels, value }) => [seriesOf(labels), value]));
}

function seriesOf({ __name__ = '', ...labels }: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
  return pairs.length === 0 && __name__ !== '' ? __name__ : `${__name__}{${pairs.sort().join(',')}}`;
}
