import { describe, expect, it } from 'vitest';
import { makePlan } from '../src/plan.js';
import { anEntry, aRequest, arn, aSituation, now } from './support/a-situation.js';

const beside = (newer: number | null, older: number | null, requests = 600) =>
  ({
    state: 'known',
    value: {
      newer: { taskDefinition: arn(124), requests, errors: newer },
      older: { taskDefinition: arn(121), requests, errors: older },
    },
  }) as const;
const planOf = (besideEachOther: ReturnType<typeof beside> | { state: 'unknown'; why: string }) =>
  makePlan({ situation: aSituation({ besideEachOther }), entry: anEntry(), request: aRequest(), now });

describe('two releases that serve beside each other', () => {
  it('speak against a rollback and ask a person where both fail alike', () => {
    const sentence =
      'v1.2.2 fails 11 % of 600 requests, and v1.2.3 fails 12 % of 600 requests: it may not be the newer release';
    const { bothBad, against } = planOf(beside(72, 66));
    expect(bothBad).toBe(sentence);
    expect(against).toContain(sentence);
  });

  it.each([
    ['the older one fails much more', beside(0, 66), true],
    ['the newer one fails more than three times as much', beside(200, 66), false],
    ['the newer one alone fails', beside(72, 0), false],
    ['neither of them fails', beside(1, 1), false],
    ['one of them was not measured', beside(72, null), false],
    ['they have too few requests', beside(12, 12, 99), false],
    ['they could not be read', { state: 'unknown', why: 'timeout' } as const, false],
  ])('ask a person where %s: %s', (_, seen, asks) => {
    expect(planOf(seen).bothBad !== undefined).toBe(asks);
  });
});
