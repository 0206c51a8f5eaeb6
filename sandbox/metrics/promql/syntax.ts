// The nouns of a parsed PromQL expression, type-checked: each knows what it evaluates to.
import type { LabelMatcher } from '../matchers.js';

export type ValueType = 'scalar' | 'instant vector' | 'range vector';

export interface NumberLiteral {
  readonly kind: 'number';
  readonly gives: 'scalar';
  readonly value: number;
}

export interface InstantSelector {
  readonly kind: 'selector';
  readonly gives: 'instant vector';
  readonly matchers: readonly LabelMatcher[];
  /** Milliseconds before the moment of evaluation; negative is later. */
  readonly offsetMs: number;
}

export interface RangeSelector {
  readonly kind: 'range';
  readonly gives: 'range vector';
  readonly matchers: readonly LabelMatcher[];
  readonly offsetMs: number;
  readonly rangeMs: number;
}

/** An instant vector at each multiple of the step within the range. */
export interface Subquery {
  readonly kind: 'subquery';
  readonly gives: 'range vector';
  readonly operand: Expression;
  readonly offsetMs: number;
  readonly rangeMs: number;
  readonly stepMs: number;
}

export interface Negation {
  readonly kind: 'negation';
  readonly gives: ValueType;
  readonly operand: Expression;
}

export const aggregators = ['sum', 'avg', 'min', 'max', 'count'] as const;
export type Aggregator = (typeof aggregators)[number];

export interface Aggregation {
  readonly kind: 'aggregation';
  readonly gives: 'instant vector';
  readonly aggregator: Aggregator;
  readonly grouping: { readonly keeps: 'by' | 'without'; readonly labels: readonly string[] };
  readonly operand: Expression;
}

export interface Call {
  readonly kind: 'call';
  readonly gives: ValueType;
  readonly name: string;
  readonly operands: readonly Expression[];
}

export const arithmeticOperators = ['+', '-', '*', '/', '%', '^'] as const;
export const comparisonOperators = ['==', '!=', '>', '<', '>=', '<='] as const;
export const setOperators = ['and', 'or', 'unless'] as const;
export type ArithmeticOperator = (typeof arithmeticOperators)[number];
export type ComparisonOperator = (typeof comparisonOperators)[number];
export type SetOperator = (typeof setOperators)[number];

/** Which labels must agree for two series to match; without a clause: all, `ignoring ()`. */
export interface Matching {
  readonly by: 'on' | 'ignoring';
  readonly labels: readonly string[];
}

export interface BinaryOperation {
  readonly kind: 'binary';
  readonly gives: ValueType;
  readonly operator: ArithmeticOperator | ComparisonOperator | SetOperator;
  readonly returnsBool: boolean;
  readonly matching: Matching;
  readonly left: Expression;
  readonly right: Expression;
}

export type Expression =
  | NumberLiteral
  | InstantSelector
  | RangeSelector
  | Subquery
  | Negation
  | Aggregation
  | Call
  | BinaryOperation;

export function isComparison(operator: string): operator is ComparisonOperator {
  return (comparisonOperators as readonly string[]).includes(operator);
}

export function isSetOperator(operator: string): operator is SetOperator {
  return (setOperators as readonly string[]).includes(operator);
}

export function isArithmetic(operator: string): operator is ArithmeticOperator {
  return (arithmeticOperators as readonly string[]).includes(operator);
}
