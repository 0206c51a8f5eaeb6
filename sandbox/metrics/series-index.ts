import { describeLabels, type Labels, labelsKey, labelValue, metricName, withoutEmptyLabels } from './labels.js';
import { type LabelMatcher, matchesAll } from './matchers.js';
import { newestOf, type Series } from './series.js';

/** The series of a store, found by their labels. */
export interface SeriesIndex {
  /** The series with these labels, new if need be. @throws Error when there are too many */
  seriesOf(labels: Labels): Series;
  matching(matchers: readonly LabelMatcher[]): Series[];
  /** Forgets the series without a sample newer than that. */
  forgetBefore(timestampMs: number): void;
  count(): number;
}

type Family = Map<string, Series>;

export function createSeriesIndex(maximumSeries: number): SeriesIndex {
  const families = new Map<string, Family>();
  const count = (): number => [...families.values()].reduce((total, family) => total + family.size, 0);
  return {
    seriesOf(given) {
      const labels = withoutEmptyLabels(given);
      const family = familyOf(families, labelValue(labels, metricName));
      const key = labelsKey(labels);
      const known = family.get(key);
      if (known) return known;
      if (count() >= maximumSeries) throw storeIsFull(labels, maximumSeries);
      const series: Series = { labels, samples: [] };
      family.set(key, series);
      return series;
    },
    matching: (matchers) => candidates(families, matchers).filter(({ labels }) => matchesAll(matchers, labels)),
    forgetBefore(timestampMs) {
      for (const family of families.values()) forgetSeriesBefore(family, timestampMs);
    },
    count,
  };
}

function familyOf(families: Map<string, Family>, name: string): Family {
  const family = families.get(name) ?? new Map<string, Series>();
  families.set(name, family);
  return family;
}

function candidates(families: ReadonlyMap<string, Family>, matchers: readonly LabelMatcher[]): Series[] {
  const named = matchers.find(({ name, operator }) => name === metricName && operator === '=');
  if (named) return [...(families.get(named.value)?.values() ?? [])];
  return [...families.values()].flatMap((family) => [...family.values()]);
}

function forgetSeriesBefore(family: Family, timestampMs: number): void {
  for (const [key, series] of family) {
    if ((newestOf(series)?.timestampMs ?? -Infinity) <= timestampMs) family.delete(key);
  }
}

function storeIsFull(labels: Labels, maximumSeries: number): Error {
  return new Error(
    `Cannot store ${describeLabels(labels)}: the metrics store holds ${maximumSeries} series already. Use fewer label values or raise maximumSeries.`,
  );
}
