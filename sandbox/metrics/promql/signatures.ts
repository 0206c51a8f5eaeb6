import type { ValueType } from './syntax.js';

export interface Signature {
  readonly takes: readonly ValueType[];
  readonly gives: ValueType;
}

const overTime: Signature = { takes: ['range vector'], gives: 'instant vector' };

/** The functions of this query API with the types of their parameters. */
export const signatures: Readonly<Record<string, Signature>> = {
  rate: overTime,
  increase: overTime,
  irate: overTime,
  sum_over_time: overTime,
  avg_over_time: overTime,
  min_over_time: overTime,
  max_over_time: overTime,
  count_over_time: overTime,
  absent: { takes: ['instant vector'], gives: 'instant vector' },
  clamp_min: { takes: ['instant vector', 'scalar'], gives: 'instant vector' },
  histogram_quantile: { takes: ['scalar', 'instant vector'], gives: 'instant vector' },
  vector: { takes: ['scalar'], gives: 'instant vector' },
  scalar: { takes: ['instant vector'], gives: 'scalar' },
  time: { takes: [], gives: 'scalar' },
};
