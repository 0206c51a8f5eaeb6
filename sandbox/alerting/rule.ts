import type { Labels } from '../metrics/labels.js';
import type { InstantVector } from '../metrics/promql/vector.js';

export interface AlertRule {
  readonly alertname: string;
  /** PromQL; each series of its result is an alert. */
  readonly expr: string;
  /** Real milliseconds for which a series must be in the result before its alert fires. */
  readonly forMs: number;
  /** Added to the series' labels; may hold templates such as `{{ $labels.service }}`. */
  readonly labels: Labels;
  /** May hold templates such as `error rate {{ $value | humanizePercentage }}`. */
  readonly annotations: Labels;
  /** Default: the expression's graph at `prometheusUrl`. */
  readonly generatorURL?: string;
}

/** The result of a rule's expression at a moment. */
export type EvaluateRule = (promql: string, atMs: number) => InstantVector | Promise<InstantVector>;
