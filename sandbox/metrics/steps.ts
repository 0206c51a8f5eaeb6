import { type Labels, labelsKey } from './labels.js';
import type { InstantVector, Point, RangeSeries } from './promql/vector.js';

export interface QueryRange {
  readonly fromMs: number;
  /** Included when a step falls on it. */
  readonly toMs: number;
  readonly stepMs: number;
}

/** One point for each step at which a series has a value. */
export function overSteps({ fromMs, toMs, stepMs }: QueryRange, at: (atMs: number) => InstantVector): RangeSeries[] {
  const series = new Map<string, { labels: Labels; points: Point[] }>();
  for (let atMs = fromMs; atMs <= toMs; atMs += stepMs) {
    for (const { labels, value } of at(atMs)) {
      const key = labelsKey(labels);
      const known = series.get(key) ?? { labels, points: [] };
      known.points.push({ timestampMs: atMs, value });
      series.set(key, known);
    }
  }
  return [...series.values()];
}
