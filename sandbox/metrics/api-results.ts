import { formatValue } from './numbers.js';
import type { Point, RangeSeries } from './promql/vector.js';
import type { QueryResult } from './query-engine.js';

type WirePoint = readonly [seconds: number, value: string];

/** The `data` of an instant query's answer. */
export function instantResult(result: QueryResult, atMs: number): unknown {
  switch (result.type) {
    case 'scalar':
      return { resultType: 'scalar', result: wirePoint({ timestampMs: atMs, value: result.value }) };
    case 'vector':
      return {
        resultType: 'vector',
        result: result.samples.map(({ labels, value }) => ({
          metric: labels,
          value: wirePoint({ timestampMs: atMs, value }),
        })),
      };
    case 'matrix':
      return matrixResult(result.series);
  }
}

/** The `data` of a range query's answer. */
export function matrixResult(series: readonly RangeSeries[]): unknown {
  return {
    resultType: 'matrix',
    result: series.map(({ labels, points }) => ({ metric: labels, values: points.map(wirePoint) })),
  };
}

function wirePoint({ timestampMs, value }: Point): WirePoint {
  return [timestampMs / 1000, formatValue(value)];
}
