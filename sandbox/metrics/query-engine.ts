// PromQL over the store, at one moment or at each step of a range.
import { describeLabels, type Labels } from './labels.js';
import { evaluateAt } from './promql/evaluate.js';
import { parsePromql } from './promql/parse.js';
import { badQuery } from './promql/query-error.js';
import type { Expression } from './promql/syntax.js';
import type { InstantVector, RangeSeries } from './promql/vector.js';
import { overSteps, type QueryRange } from './steps.js';
import type { MetricsStore } from './store.js';

export type QueryResult =
  | { readonly type: 'scalar'; readonly value: number }
  | { readonly type: 'vector'; readonly samples: InstantVector }
  | { readonly type: 'matrix'; readonly series: readonly RangeSeries[] };

export interface QueryEngine {
  /** @throws QueryError */
  instant(query: string, atMs: number, lookbackMs?: number): QueryResult;
  /** One point for each step at which the series has a value. @throws QueryError */
  range(query: string, range: QueryRange, lookbackMs?: number): readonly RangeSeries[];
}

export interface QueryEngineOptions {
  readonly store: MetricsStore;
  /** How old a series' newest sample may be; default Prometheus' 5 minutes. Scale it with the sandbox's time. */
  readonly lookbackMs?: number;
}

const fiveMinutesMs = 300_000;

export function createQueryEngine({ store, lookbackMs: usual = fiveMinutesMs }: QueryEngineOptions): QueryEngine {
  const evaluate = (expression: Expression, atMs: number, lookbackMs: number): QueryResult => {
    const evaluation = evaluateAt({ store, atMs, lookbackMs });
    switch (expression.gives) {
      case 'scalar':
        return { type: 'scalar', value: evaluation.scalar(expression) };
      case 'instant vector':
        return { type: 'vector', samples: byLabels(evaluation.vector(expression)) };
      case 'range vector':
        return { type: 'matrix', series: byLabels(evaluation.range(expression).series) };
    }
  };
  return {
    instant: (query, atMs, lookbackMs = usual) => evaluate(parsePromql(query), atMs, lookbackMs),
    range(query, range, lookbackMs = usual) {
      const expression = parsePromql(query);
      if (expression.gives === 'range vector') {
        throw badQuery('invalid expression type "range vector" for range query, must be Scalar or instant Vector');
      }
      return byLabels(overSteps(range, (atMs) => samplesOf(evaluate(expression, atMs, lookbackMs))));
    },
  };
}

function samplesOf(result: QueryResult): InstantVector {
  if (result.type === 'scalar') return [{ labels: {}, value: result.value }];
  return result.type === 'vector' ? result.samples : [];
}

function byLabels<Labelled extends { readonly labels: Labels }>(series: readonly Labelled[]): readonly Labelled[] {
  return series.toSorted((a, b) => (describeLabels(a.labels) < describeLabels(b.labels) ? -1 : 1));
}
