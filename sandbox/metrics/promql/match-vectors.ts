// Operations between two instant vectors: one-to-one by matching labels, and the set operators.
import {
  describeLabels,
  dropLabels,
  dropMetricName,
  keepLabels,
  type Labels,
  labelsKey,
  metricName,
} from '../labels.js';
import { arithmetic, comparison } from './operators.js';
import { cannotExecute } from './query-error.js';
import { type BinaryOperation, isArithmetic, isComparison, type Matching, type SetOperator } from './syntax.js';
import { distinct, type InstantVector, type VectorSample } from './vector.js';

/** Series without a partner are left out of the result: missing is never 0. */
export function combineVectors(operation: BinaryOperation, left: InstantVector, right: InstantVector): InstantVector {
  if (left.length === 0 || right.length === 0) return [];
  const partners = indexOnce(right, operation.matching);
  const matched = new Set<string>();
  return distinct(
    left.flatMap((sample) => {
      const key = labelsKey(matchLabels(sample.labels, operation.matching));
      const partner = partners.get(key);
      if (!partner) return [];
      if (matched.has(key)) throw severalMatches();
      matched.add(key);
      return combinePair(operation, sample, partner);
    }),
  );
}

/** `and`, `or` and `unless` take whole series by their matching labels and look at no value. */
export function combineSets(
  operator: SetOperator,
  matching: Matching,
  left: InstantVector,
  right: InstantVector,
): InstantVector {
  const keyOf = ({ labels }: VectorSample): string => labelsKey(matchLabels(labels, matching));
  const leftKeys = new Set(left.map(keyOf));
  const rightKeys = new Set(right.map(keyOf));
  switch (operator) {
    case 'and':
      return left.filter((sample) => rightKeys.has(keyOf(sample)));
    case 'unless':
      return left.filter((sample) => !rightKeys.has(keyOf(sample)));
    case 'or':
      return distinct([...left, ...right.filter((sample) => !leftKeys.has(keyOf(sample)))]);
  }
}

function combinePair(operation: BinaryOperation, left: VectorSample, right: VectorSample): VectorSample[] {
  const { operator, returnsBool } = operation;
  if (isArithmetic(operator)) {
    return [{ labels: resultLabels(operation, left), value: arithmetic[operator](left.value, right.value) }];
  }
  if (!isComparison(operator)) throw cannotExecute(`${operator} does not combine single samples`);
  const holds = comparison[operator](left.value, right.value);
  if (returnsBool) return [{ labels: resultLabels(operation, left), value: holds ? 1 : 0 }];
  return holds ? [{ labels: resultLabels(operation, left), value: left.value }] : [];
}

function resultLabels({ operator, returnsBool, matching }: BinaryOperation, { labels }: VectorSample): Labels {
  const named = isComparison(operator) && !returnsBool ? labels : dropMetricName(labels);
  return matching.by === 'on' ? keepLabels(named, matching.labels) : dropLabels(named, matching.labels);
}

function matchLabels(labels: Labels, { by, labels: names }: Matching): Labels {
  return by === 'on' ? keepLabels(labels, names) : dropLabels(labels, [...names, metricName]);
}

function indexOnce(vector: InstantVector, matching: Matching): Map<string, VectorSample> {
  const index = new Map<string, VectorSample>();
  for (const sample of vector) {
    const group = matchLabels(sample.labels, matching);
    const key = labelsKey(group);
    const other = index.get(key);
    if (other) throw duplicateSeries(group, [other, sample]);
    index.set(key, sample);
  }
  return index;
}

function duplicateSeries(group: Labels, duplicates: InstantVector): Error {
  const series = duplicates.map(({ labels }) => describeLabels(labels)).sort();
  return cannotExecute(
    `found duplicate series for the match group ${describeLabels(group)} on the right hand-side of the operation: [${series.join(', ')}];many-to-many matching not allowed: matching labels must be unique on one side`,
  );
}

function severalMatches(): Error {
  return cannotExecute('multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)');
}
