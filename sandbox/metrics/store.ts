// The samples of the simulated production in memory, bounded in age and number.
import { describeLabels, type Labels } from './labels.js';
import type { LabelMatcher } from './matchers.js';
import { newestOf, type Sample, type Series, samplesBetween, stale, trim } from './series.js';
import { createSeriesIndex } from './series-index.js';

export interface SelectedSeries {
  readonly labels: Labels;
  /** Oldest first. */
  readonly samples: readonly Sample[];
}

export interface MetricsStore {
  /**
   * Adds a sample; the metric's name is the label `__name__`.
   * @throws Error when the sample is older than the series' newest, contradicts it, or the store is full
   */
  append(labels: Labels, timestampMs: number, value: number): void;
  /** Says that the series is no longer there: queries after this moment do not see its old value. */
  markStale(labels: Labels, timestampMs: number): void;
  /** The series with samples after `fromMs`, up to and including `toMs`; with these samples only. */
  select(matchers: readonly LabelMatcher[], fromMs: number, toMs: number): SelectedSeries[];
  seriesCount(): number;
}

export interface Retention {
  /** Milliseconds behind the newest sample of the store; default 3 hours. */
  readonly maximumAgeMs?: number;
  /** For each series; the oldest go first; default 50,000. */
  readonly maximumSamples?: number;
  /** One more is refused; default 20,000. */
  readonly maximumSeries?: number;
}

const hourMs = 3_600_000;
const sweepsPerAge = 10;

/** A store for one process: nothing is kept on disk. */
export function createMetricsStore(retention: Retention = {}): MetricsStore {
  const { maximumAgeMs = 3 * hourMs, maximumSamples = 50_000, maximumSeries = 20_000 } = retention;
  const index = createSeriesIndex(maximumSeries);
  let newestMs = -Infinity;
  let sweptMs = -Infinity;

  const add = (labels: Labels, sample: Sample): void => {
    const series = index.seriesOf(labels);
    if (!isNews(series, sample)) return;
    series.samples.push(sample);
    newestMs = Math.max(newestMs, sample.timestampMs);
    trim(series, newestMs - maximumAgeMs, maximumSamples);
    if (newestMs - sweptMs <= maximumAgeMs / sweepsPerAge) return;
    index.forgetBefore(newestMs - maximumAgeMs);
    sweptMs = newestMs;
  };

  return {
    append: (labels, timestampMs, value) => add(labels, { timestampMs, value }),
    markStale: (labels, timestampMs) => add(labels, { timestampMs, value: stale }),
    select: (matchers, fromMs, toMs) =>
      index
        .matching(matchers)
        .map((series) => ({ labels: series.labels, samples: samplesBetween(series, fromMs, toMs) }))
        .filter(({ samples }) => samples.length > 0),
    seriesCount: () => index.count(),
  };
}

/** The same sample twice is fine, as in Prometheus; another value at the same time, or an older time, is not. */
function isNews(series: Series, sample: Sample): boolean {
  const newest = newestOf(series);
  if (!newest || sample.timestampMs > newest.timestampMs) return true;
  if (sample.timestampMs === newest.timestampMs && Object.is(sample.value, newest.value)) return false;
  throw new Error(
    `Cannot store ${describeSample(sample)} for ${describeLabels(series.labels)}: it already holds ${describeSample(newest)}. Append each series in the order of time.`,
  );
}

function describeSample({ timestampMs, value }: Sample): string {
  return `${value} at ${new Date(timestampMs).toISOString()}`;
}
