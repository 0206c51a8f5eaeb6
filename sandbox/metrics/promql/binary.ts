import { dropMetricName } from '../labels.js';
import { combineSets, combineVectors } from './match-vectors.js';
import { arithmetic, comparison } from './operators.js';
import { cannotExecute } from './query-error.js';
import { type BinaryOperation, isArithmetic, isComparison, isSetOperator } from './syntax.js';
import { distinct, type Evaluation, type InstantVector } from './vector.js';

export function combineScalars({ operator, left, right }: BinaryOperation, evaluation: Evaluation): number {
  const operands = [evaluation.scalar(left), evaluation.scalar(right)] as const;
  if (isArithmetic(operator)) return arithmetic[operator](...operands);
  if (isComparison(operator)) return comparison[operator](...operands) ? 1 : 0;
  throw cannotExecute(`set operator "${operator}" not allowed in binary scalar expression`);
}

export function combine(operation: BinaryOperation, evaluation: Evaluation): InstantVector {
  const { operator, matching, left, right } = operation;
  if (left.gives === 'scalar') {
    const scalar = evaluation.scalar(left);
    return withScalar(operation, evaluation.vector(right), (value) => [scalar, value]);
  }
  if (right.gives === 'scalar') {
    const scalar = evaluation.scalar(right);
    return withScalar(operation, evaluation.vector(left), (value) => [value, scalar]);
  }
  const sides = [evaluation.vector(left), evaluation.vector(right)] as const;
  return isSetOperator(operator) ? combineSets(operator, matching, ...sides) : combineVectors(operation, ...sides);
}

/** A comparison keeps the vector's own value, whichever side the scalar is on; with bool it gives 1 or 0. */
function withScalar(
  { operator, returnsBool }: BinaryOperation,
  vector: InstantVector,
  inOrder: (value: number) => readonly [number, number],
): InstantVector {
  if (isComparison(operator) && !returnsBool) {
    return vector.filter(({ value }) => comparison[operator](...inOrder(value)));
  }
  const resultOf = (operands: readonly [number, number]): number =>
    isComparison(operator) ? Number(comparison[operator](...operands)) : arithmeticOf(operator, operands);
  return distinct(
    vector.map(({ labels, value }) => ({ labels: dropMetricName(labels), value: resultOf(inOrder(value)) })),
  );
}

function arithmeticOf(operator: BinaryOperation['operator'], operands: readonly [number, number]): number {
  if (isArithmetic(operator)) return arithmetic[operator](...operands);
  throw cannotExecute(`set operator "${operator}" not allowed in binary scalar expression`);
}
