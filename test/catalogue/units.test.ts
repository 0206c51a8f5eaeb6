import { describe, expect, it } from 'vitest';
import { readDay, readDuration, readPercentage } from '../../src/catalogue/units.js';

describe('a duration', () => {
  it.each([
    ['5 minutes', 300_000],
    ['1 minute', 60_000],
    ['1.5 seconds', 1_500],
    ['24 hours', 86_400_000],
    ['250 ms', 250],
    ['2h', 7_200_000],
    ['90 s', 90_000],
    ['1 day', 86_400_000],
  ])('is read as people write it: %s', (written, ms) => expect(readDuration(written)).toBe(ms));

  it.each(['5', '', '-1 minute', '0 minutes', '5 fortnights', 'five minutes', '5 minutes ago', '1e3 s'])(
    'is not guessed: %s',
    (written) => expect(readDuration(written)).toBeUndefined(),
  );
});

describe('a percentage', () => {
  it.each([
    ['5 %', 0.05],
    ['98%', 0.98],
    ['0.2 %', 0.002],
    ['100 %', 1],
    ['7 %', 0.07],
  ])('is a ratio: %s', (written, ratio) => expect(readPercentage(written)).toBe(ratio));

  it.each(['0.05', '101 %', '-1 %', '%', 'five %'])('is not guessed: %s', (written) =>
    expect(readPercentage(written)).toBeUndefined(),
  );
});

describe('a day', () => {
  it.each(['October 17, 2025', '2025-10-17'])('is read as the runbook or the calendar writes it: %s', (written) =>
    expect(readDay(written)).toBe('2025-10-17'),
  );

  it.each(['February 30, 2025', '2025-13-01', 'Octember 1, 2025', 'tomorrow', '17.10.2025'])(
    'has to be one of the calendar: %s',
    (written) => expect(readDay(written)).toBeUndefined(),
  );
});
