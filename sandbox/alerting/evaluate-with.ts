import type { QueryEngine } from '../metrics/query-engine.js';
import type { EvaluateRule } from './rule.js';

/** Evaluates rules on the engine; a scalar is a series without labels, as in Prometheus' rules. */
export function evaluateWith(engine: QueryEngine): EvaluateRule {
  return (promql, atMs) => {
    const result = engine.instant(promql, atMs);
    if (result.type === 'vector') return result.samples;
    if (result.type === 'scalar') return [{ labels: {}, value: result.value }];
    throw new Error(`The rule's result is a range vector; an alert rule needs an instant vector or a scalar.`);
  };
}
