import { describe, expect, it } from 'vitest';
import { measurementsUntilNotNeeded } from '../../src/runbook/not-needed.js';
import { anEntry } from '../support/an-entry.js';

const minute = 60_000;

describe('trouble that is gone', () => {
  it.each([
    ['ten times, a minute apart, with the runbook’s five minutes', 5 * minute, minute, 10, minute],
    ['each step of another catalogue', 3 * minute, minute / 2, 12, minute / 2],
    ['thirty times when each minute would just fit', 15 * minute, minute, 30, minute],
    ['thirty times at most, over the two full windows all the same', 60 * minute, minute, 30, 4 * minute],
  ])('is measured again %s', (_, errorRateFor, errorRateMinute, count, apart) => {
    const { timings } = anEntry({ timings: { errorRateFor, errorRateMinute } });
    expect(measurementsUntilNotNeeded(timings)).toEqual({ count, apart });
  });
});
