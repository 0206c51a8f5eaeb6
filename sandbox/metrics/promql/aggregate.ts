import { dropLabels, keepLabels, type Labels, labelsKey, metricName } from '../labels.js';
import { sum } from './sum.js';
import type { Aggregation, Aggregator } from './syntax.js';
import type { InstantVector } from './vector.js';

/** Over one group or one series, never without values; a NaN loses against any number in min and max. */
export const reduce: Readonly<Record<Aggregator, (values: readonly number[]) => number>> = {
  sum,
  avg: (values) => sum(values) / values.length,
  min: (values) => values.reduce((least, value) => (value < least || Number.isNaN(least) ? value : least)),
  max: (values) => values.reduce((most, value) => (value > most || Number.isNaN(most) ? value : most)),
  count: (values) => values.length,
};

/** One sample a group; no series, no groups: an aggregate of nothing is empty, not 0. */
export function aggregate({ aggregator, grouping }: Aggregation, vector: InstantVector): InstantVector {
  const groups = new Map<string, { labels: Labels; values: number[] }>();
  for (const { labels, value } of vector) {
    const kept = groupLabels(grouping, labels);
    const key = labelsKey(kept);
    const group = groups.get(key) ?? { labels: kept, values: [] };
    group.values.push(value);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ labels, values }) => ({ labels, value: reduce[aggregator](values) }));
}

function groupLabels({ keeps, labels: names }: Aggregation['grouping'], labels: Labels): Labels {
  return keeps === 'by' ? keepLabels(labels, names) : dropLabels(labels, [...names, metricName]);
}
