// What Prometheus computes from the samples of one series in a window; undefined means: too few, no result.
import { reduce } from './aggregate.js';
import type { Point } from './vector.js';

interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

type RangeFunction = (points: readonly Point[], window: Window) => number | undefined;

export const rangeFunctions: Readonly<Record<string, RangeFunction>> = {
  rate: (points, window) => perSecond(extrapolatedIncrease(points, window), window),
  increase: extrapolatedIncrease,
  irate: rateOfLastTwo,
  sum_over_time: (points) => reduce.sum(valuesOf(points)),
  avg_over_time: (points) => reduce.avg(valuesOf(points)),
  min_over_time: (points) => reduce.min(valuesOf(points)),
  max_over_time: (points) => reduce.max(valuesOf(points)),
  count_over_time: (points) => reduce.count(valuesOf(points)),
};

/**
 * The increase of a counter over the whole window, resets included: what was sampled, extrapolated to the window's ends
 * when the samples come within 1.1 of their mean distance of them, by half that distance otherwise, and at the start
 * never beyond the point where the counter was 0 (extrapolatedRate in promql/functions.go of Prometheus 3).
 */
function extrapolatedIncrease(points: readonly Point[], { fromMs, toMs }: Window): number | undefined {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last || points.length < 2) return undefined;
  const increased = increaseWithResets(points);
  const sampledMs = last.timestampMs - first.timestampMs;
  const distanceMs = sampledMs / (points.length - 1);
  const reach = (gapMs: number): number => (gapMs >= distanceMs * 1.1 ? distanceMs / 2 : gapMs);
  const sinceZeroMs = increased > 0 && first.value >= 0 ? sampledMs * (first.value / increased) : Infinity;
  const beforeMs = Math.min(reach(first.timestampMs - fromMs), sinceZeroMs);
  const afterMs = reach(toMs - last.timestampMs);
  return increased * ((sampledMs + beforeMs + afterMs) / sampledMs);
}

function increaseWithResets(points: readonly Point[]): number {
  return eachPair(points).reduce((total, [before, after]) => total + (after < before ? before : 0), netChange(points));
}

function netChange(points: readonly Point[]): number {
  return (points.at(-1)?.value ?? NaN) - (points[0]?.value ?? NaN);
}

function eachPair(points: readonly Point[]): [before: number, after: number][] {
  return points.slice(1).map(({ value }, index) => [points[index]?.value ?? NaN, value]);
}

function perSecond(increase: number | undefined, { fromMs, toMs }: Window): number | undefined {
  return increase === undefined ? undefined : increase / ((toMs - fromMs) / 1000);
}

function rateOfLastTwo(points: readonly Point[]): number | undefined {
  const [before, after] = points.slice(-2);
  if (!before || !after) return undefined;
  const increase = after.value < before.value ? after.value : after.value - before.value;
  return increase / ((after.timestampMs - before.timestampMs) / 1000);
}

function valuesOf(points: readonly Point[]): number[] {
  return points.map(({ value }) => value);
}
