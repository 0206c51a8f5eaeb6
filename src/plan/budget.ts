import type { Timings } from '../catalogue/entry.js';
import type { Method } from '../rollback.js';

/** What is known of a rung when its time is measured out. Durations in milliseconds. */
export interface RungTime {
  readonly method: Method;
  /** The methods that come after it. */
  readonly below: readonly Method[];
  /** Since the rollback was accepted. */
  readonly elapsedMs: number;
  readonly timings: Timings;
}

/** Design §6: min(budget, time left until escalation − expected times of the rungs below), at least the minimum. */
export function budgetOf({ method, below, elapsedMs, timings }: RungTime): number {
  const { methods, escalateAfter, minimumRung } = timings;
  const reserved = below.reduce((sum, each) => sum + methods[each].expected, 0);
  return Math.max(minimumRung, Math.min(methods[method].budget, escalateAfter - Math.max(0, elapsedMs) - reserved));
}
