import type { Step } from '../../src/trigger-facts.js';
import { minutesAgo } from '../support/a-situation.js';

/** One step a minute (or so many), the newest now; null is a step without a sample. */
export const steps = (
  values: readonly (number | null)[],
  { count = 600, minutes = 1 }: { count?: number | null; minutes?: number } = {},
): Step[] =>
  values.map((value, index) => ({
    at: minutesAgo((values.length - 1 - index) * minutes),
    value,
    count: value === null ? null : count,
  }));

export const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
