// histogram_quantile over classic histograms (series with the label `le`), as in promql/quantile.go of Prometheus 3.
import { dropLabels, dropMetricName, type Labels, labelsKey, labelValue } from '../labels.js';
import { parseFloatStrictly } from '../numbers.js';
import { distinct, type InstantVector } from './vector.js';

interface Bucket {
  readonly upperBound: number;
  /** Observations up to the bound: cumulative. */
  readonly count: number;
}

/** Differences below this share are rounding errors, not observations. */
const roundingShare = 1e-12;

/** The quantile (0–1) of each histogram; series without a readable `le` are passed over. */
export function histogramQuantile(quantile: number, vector: InstantVector): InstantVector {
  const histograms = new Map<string, { labels: Labels; buckets: Bucket[] }>();
  for (const { labels, value } of vector) {
    const upperBound = parseFloatStrictly(labelValue(labels, 'le'));
    if (upperBound === undefined) continue;
    const rest = dropLabels(labels, ['le']);
    const histogram = histograms.get(labelsKey(rest)) ?? { labels: rest, buckets: [] };
    histogram.buckets.push({ upperBound, count: value });
    histograms.set(labelsKey(rest), histogram);
  }
  const quantiles = [...histograms.values()].map(({ labels, buckets }) => ({
    labels: dropMetricName(labels),
    value: bucketQuantile(quantile, buckets),
  }));
  return distinct(quantiles);
}

function bucketQuantile(quantile: number, given: readonly Bucket[]): number {
  if (Number.isNaN(quantile)) return NaN;
  if (quantile < 0 || quantile > 1) return quantile * Infinity;
  const buckets = monotonic(coalesce(given.toSorted((a, b) => a.upperBound - b.upperBound || 0)));
  const last = buckets.at(-1);
  if (last?.upperBound !== Infinity || buckets.length < 2 || last.count === 0) return NaN;
  return interpolate(buckets, quantile * last.count);
}

function interpolate(buckets: readonly Bucket[], rank: number): number {
  const found = buckets.slice(0, -1).findIndex(({ count }) => count >= rank);
  if (found === -1) return buckets.at(-2)?.upperBound ?? NaN;
  const { upperBound = NaN, count = NaN } = buckets[found] ?? {};
  if (found === 0 && upperBound <= 0) return upperBound;
  const below = buckets[found - 1] ?? { upperBound: 0, count: 0 };
  return below.upperBound + (upperBound - below.upperBound) * ((rank - below.count) / (count - below.count));
}

/** One bucket for each bound: `le="1"` and `le="1.0"` may both have been summed into the histogram. */
function coalesce(buckets: readonly Bucket[]): Bucket[] {
  return buckets.reduce<Bucket[]>((merged, bucket) => {
    const previous = merged.at(-1);
    if (previous?.upperBound !== bucket.upperBound) return [...merged, bucket];
    return merged.with(-1, { ...bucket, count: previous.count + bucket.count });
  }, []);
}

/** Cumulative counts never fall; where sampled ones do, the bucket before counts. */
function monotonic(buckets: readonly Bucket[]): Bucket[] {
  return buckets.reduce<Bucket[]>((corrected, bucket) => {
    const floor = corrected.at(-1)?.count ?? -Infinity;
    const keepsFloor = bucket.count < floor || almostEqual(bucket.count, floor);
    return [...corrected, keepsFloor ? { ...bucket, count: floor } : bucket];
  }, []);
}

function almostEqual(a: number, b: number): boolean {
  return a === b || Math.abs(a - b) / (Math.abs(a) + Math.abs(b)) < roundingShare;
}
