// Evaluates a type-checked expression against the store at one moment.
import { stale } from '../series.js';
import { overSteps } from '../steps.js';
import type { MetricsStore } from '../store.js';
import { aggregate } from './aggregate.js';
import { combine, combineScalars } from './binary.js';
import { callForScalar, callForVector } from './call.js';
import { cannotExecute } from './query-error.js';
import type { Expression, InstantSelector, RangeSelector, Subquery } from './syntax.js';
import { type Evaluation, type InstantVector, mapValues, type RangeVector } from './vector.js';

export interface Moment {
  readonly store: MetricsStore;
  readonly atMs: number;
  /** How old the newest sample of a series may be to count as its value now. */
  readonly lookbackMs: number;
}

export function evaluateAt(moment: Moment): Evaluation {
  const evaluation: Evaluation = {
    atMs: moment.atMs,
    scalar: (expression) => scalarOf(expression, evaluation),
    vector: (expression) => vectorOf(expression, evaluation, moment),
    range(expression) {
      if (expression.kind === 'range') return selectRange(expression, moment);
      if (expression.kind === 'subquery') return overSubquery(expression, moment);
      throw unexpected(expression, 'range vector');
    },
  };
  return evaluation;
}

function scalarOf(expression: Expression, evaluation: Evaluation): number {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'negation':
      return -evaluation.scalar(expression.operand);
    case 'binary':
      return combineScalars(expression, evaluation);
    case 'call':
      return callForScalar(expression, evaluation);
    default:
      throw unexpected(expression, 'scalar');
  }
}

function vectorOf(expression: Expression, evaluation: Evaluation, moment: Moment): InstantVector {
  switch (expression.kind) {
    case 'selector':
      return selectInstant(expression, moment);
    case 'negation':
      return mapValues(evaluation.vector(expression.operand), (value) => -value);
    case 'aggregation':
      return aggregate(expression, evaluation.vector(expression.operand));
    case 'binary':
      return combine(expression, evaluation);
    case 'call':
      return callForVector(expression, evaluation);
    default:
      throw unexpected(expression, 'instant vector');
  }
}

function selectInstant({ matchers, offsetMs }: InstantSelector, { store, atMs, lookbackMs }: Moment): InstantVector {
  const toMs = atMs - offsetMs;
  return store.select(matchers, toMs - lookbackMs, toMs).flatMap(({ labels, samples }) => {
    const value = samples.at(-1)?.value;
    return value === undefined || value === stale ? [] : [{ labels, value }];
  });
}

function selectRange({ matchers, offsetMs, rangeMs }: RangeSelector, { store, atMs }: Moment): RangeVector {
  const toMs = atMs - offsetMs;
  const fromMs = toMs - rangeMs;
  const series = store.select(matchers, fromMs, toMs).map(({ labels, samples }) => ({
    labels,
    points: samples.flatMap(({ timestampMs, value }) => (value === stale ? [] : [{ timestampMs, value }])),
  }));
  return { series: series.filter(({ points }) => points.length > 0), fromMs, toMs };
}

/** Its steps are multiples of the step since the epoch, whatever the moment: the first lies after the window's start. */
function overSubquery({ operand, offsetMs, rangeMs, stepMs }: Subquery, moment: Moment): RangeVector {
  const toMs = moment.atMs - offsetMs;
  const fromMs = toMs - rangeMs;
  const first = (Math.floor(fromMs / stepMs) + 1) * stepMs;
  const series = overSteps({ fromMs: first, toMs, stepMs }, (atMs) => evaluateAt({ ...moment, atMs }).vector(operand));
  return { series, fromMs, toMs };
}

function unexpected({ kind, gives }: Expression, wanted: string): Error {
  return cannotExecute(`a ${kind} gives a ${gives} where a ${wanted} is needed`);
}
