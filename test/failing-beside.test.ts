import { describe, expect, it } from 'vitest';
import { commonTrouble, failingBesideInWords } from '../src/failing-beside.js';

const seenAt = '2026-11-23T12:00:00.000Z';
const hour = 3_600_000;
const moment = { seenAt, suspectWithin: 24 * hour };
const failing = (service: string, hoursAgo?: number) => ({
  service,
  ratio: 0.12,
  ...(hoursAgo === undefined ? {} : { deployedAt: new Date(Date.parse(seenAt) - hoursAgo * hour).toISOString() }),
});

describe('services that fail at the same time', () => {
  it('are said, each with its errors and when it was deployed', () => {
    expect(failingBesideInWords([failing('checkout', 30), failing('search')], moment)).toEqual([
      'checkout fails too: errors 12 %, deployed 30 h ago',
      'search fails too: errors 12 %, when it was deployed is not known',
    ]);
    expect(failingBesideInWords(undefined, moment)).toEqual([]);
  });

  it.each([
    ['one', [failing('checkout', 30)], false],
    ['two, of which none was deployed lately', [failing('checkout', 30), failing('search', 48)], true],
    ['two, of which one was deployed lately', [failing('checkout', 30), failing('search', 1)], true],
    ['two, of which one may have been', [failing('checkout', 1), failing('search')], true],
    ['two that were deployed lately too', [failing('checkout', 24), failing('search', 1)], false],
  ])('%s: a person is asked: %#', (_, others, asked) => {
    expect(commonTrouble(others, moment) !== undefined).toBe(asked);
  });
});
