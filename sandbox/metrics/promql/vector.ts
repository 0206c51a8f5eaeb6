import { describeLabels, dropMetricName, type Labels, labelsKey } from '../labels.js';
import { cannotExecute } from './query-error.js';
import type { Expression } from './syntax.js';

export interface VectorSample {
  readonly labels: Labels;
  readonly value: number;
}

export type InstantVector = readonly VectorSample[];

export interface Point {
  readonly timestampMs: number;
  readonly value: number;
}

export interface RangeSeries {
  readonly labels: Labels;
  /** Oldest first, never empty, no stale marks. */
  readonly points: readonly Point[];
}

/** The samples after `fromMs` up to and including `toMs`, as Prometheus 3 selects them. */
export interface RangeVector {
  readonly series: readonly RangeSeries[];
  readonly fromMs: number;
  readonly toMs: number;
}

/** Evaluates parts of an expression at one moment. */
export interface Evaluation {
  readonly atMs: number;
  scalar(expression: Expression): number;
  vector(expression: Expression): InstantVector;
  range(expression: Expression): RangeVector;
}

/** What functions and arithmetic do: other values under the same labels, less the metric's name. */
export function mapValues(vector: InstantVector, change: (value: number) => number): InstantVector {
  return distinct(vector.map(({ labels, value }) => ({ labels: dropMetricName(labels), value: change(value) })));
}

/** @throws QueryError when two samples have the same labels, as Prometheus refuses them */
export function distinct(vector: InstantVector): InstantVector {
  const seen = new Set<string>();
  for (const { labels } of vector) {
    const key = labelsKey(labels);
    if (seen.has(key)) {
      throw cannotExecute(`vector cannot contain metrics with the same labelset: ${describeLabels(labels)}`);
    }
    seen.add(key);
  }
  return vector;
}
