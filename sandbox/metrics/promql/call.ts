import { dropMetricName, type Labels, withoutEmptyLabels } from '../labels.js';
import { histogramQuantile } from './histogram-quantile.js';
import { cannotExecute } from './query-error.js';
import { rangeFunctions } from './range-functions.js';
import type { Call, Expression } from './syntax.js';
import { distinct, type Evaluation, type InstantVector, mapValues } from './vector.js';

export function callForScalar({ name, operands }: Call, evaluation: Evaluation): number {
  if (name === 'time') return evaluation.atMs / 1000;
  const [only, ...others] = evaluation.vector(operand(operands, 0));
  return only && others.length === 0 ? only.value : NaN;
}

export function callForVector({ name, operands }: Call, evaluation: Evaluation): InstantVector {
  switch (name) {
    case 'absent':
      return absent(operand(operands, 0), evaluation);
    case 'clamp_min': {
      const least = evaluation.scalar(operand(operands, 1));
      return mapValues(evaluation.vector(operand(operands, 0)), (value) => Math.max(value, least));
    }
    case 'histogram_quantile':
      return histogramQuantile(evaluation.scalar(operand(operands, 0)), evaluation.vector(operand(operands, 1)));
    case 'vector':
      return [{ labels: {}, value: evaluation.scalar(operand(operands, 0)) }];
    default:
      return overRange(name, operand(operands, 0), evaluation);
  }
}

function overRange(name: string, range: Expression, evaluation: Evaluation): InstantVector {
  const compute = rangeFunctions[name];
  if (!compute) throw cannotExecute(`unknown function with name "${name}"`);
  const { series, ...window } = evaluation.range(range);
  return distinct(
    series.flatMap(({ labels, points }) => {
      const value = compute(points, window);
      return value === undefined ? [] : [{ labels: dropMetricName(labels), value }];
    }),
  );
}

/** 1 when there is no series, under the labels that the selector fixes with `=`; nothing when there is one. */
function absent(expression: Expression, evaluation: Evaluation): InstantVector {
  if (evaluation.vector(expression).length > 0) return [];
  return [{ labels: fixedLabels(expression), value: 1 }];
}

function fixedLabels(expression: Expression): Labels {
  if (expression.kind !== 'selector') return {};
  const fixed = new Map<string, string>();
  const seen = new Set<string>();
  for (const { name, operator, value } of expression.matchers) {
    if (operator === '=' && !seen.has(name)) fixed.set(name, value);
    else fixed.delete(name);
    if (operator === '=') seen.add(name);
  }
  return withoutEmptyLabels(dropMetricName(Object.fromEntries(fixed)));
}

function operand(operands: readonly Expression[], index: number): Expression {
  const found = operands[index];
  if (!found) throw cannotExecute(`argument ${index + 1} of the function is missing`);
  return found;
}
