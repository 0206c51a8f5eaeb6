import type { Timings } from '../catalogue/entry.js';

const fullWindows = 2;
/** More would only lengthen the history. */
const mostMeasurements = 30;

export interface Measurements {
  readonly count: number;
  /** Milliseconds between them. */
  readonly apart: number;
}

/** Decision 37: trouble is gone for good after two full windows without it, measured each minute. */
export function measurementsUntilNotNeeded({ errorRateFor, errorRateMinute }: Timings): Measurements {
  const whole = fullWindows * errorRateFor;
  const count = Math.min(Math.ceil(whole / errorRateMinute), mostMeasurements);
  return { count, apart: Math.ceil(whole / count) };
}
