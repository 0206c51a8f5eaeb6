import type { Labels } from './labels.js';

/** The mark of a series that a scrape no longer found. */
export const stale = 'stale';

export interface Sample {
  readonly timestampMs: number;
  readonly value: number | typeof stale;
}

export interface Series {
  readonly labels: Labels;
  /** Oldest first, one for each timestamp. */
  readonly samples: Sample[];
}

export function newestOf(series: Series): Sample | undefined {
  return series.samples.at(-1);
}

/** The samples after `fromMs`, up to and including `toMs`. */
export function samplesBetween(series: Series, fromMs: number, toMs: number): readonly Sample[] {
  return series.samples.slice(countUntil(series.samples, fromMs), countUntil(series.samples, toMs));
}

/** Drops what is not newer than `beforeMs`, and the oldest beyond the count. */
export function trim(series: Series, beforeMs: number, maximumSamples: number): void {
  const expired = Math.max(countUntil(series.samples, beforeMs), series.samples.length - maximumSamples);
  if (expired > 0) series.samples.splice(0, expired);
}

/** How many samples are not newer than that; by bisection. */
function countUntil(samples: readonly Sample[], timestampMs: number): number {
  let low = 0;
  let high = samples.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((samples[middle]?.timestampMs ?? Infinity) <= timestampMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
