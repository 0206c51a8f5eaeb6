import { parseError } from './query-error.js';
import type { Signature } from './signatures.js';
import { type BinaryOperation, type Expression, isArithmetic, isComparison, isSetOperator } from './syntax.js';

/** @throws QueryError with Prometheus' own words */
export function checkCall(name: string, { takes }: Signature, operands: readonly Expression[]): void {
  if (operands.length !== takes.length) {
    throw parseError(`expected ${takes.length} argument(s) in call to "${name}", got ${operands.length}`);
  }
  takes.forEach((expected, index) => {
    const given = operands[index]?.gives;
    if (given !== expected) throw parseError(`expected type ${expected} in call to function "${name}", got ${given}`);
  });
}

export function checkAggregation(operand: Expression): void {
  if (operand.gives !== 'instant vector') {
    throw parseError(`expected type instant vector in aggregation expression, got ${operand.gives}`);
  }
}

export function checkNegation(operand: Expression): void {
  if (operand.gives === 'range vector') {
    throw parseError(
      'unary expression only allowed on expressions of type scalar or instant vector, got "range vector"',
    );
  }
}

export function checkBinary({ operator, returnsBool, matching, left, right }: BinaryOperation): void {
  if (left.gives === 'range vector' || right.gives === 'range vector') {
    throw parseError('binary expression must contain only scalar and instant vector types');
  }
  if (returnsBool && !isComparison(operator)) {
    throw parseError('bool modifier can only be used on comparison operators');
  }
  const scalars = [left, right].filter(({ gives }) => gives === 'scalar').length;
  if (scalars === 2 && isComparison(operator) && !returnsBool) {
    throw parseError('comparisons between scalars must use BOOL modifier');
  }
  if (scalars > 0 && isSetOperator(operator)) {
    throw parseError(`set operator "${operator}" not allowed in binary scalar expression`);
  }
  if (scalars > 0 && isArithmetic(operator) && matching.labels.length > 0) {
    throw parseError('vector matching only allowed between instant vectors');
  }
}
