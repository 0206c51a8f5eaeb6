import { describe, expect, it } from 'vitest';
import { gather, mayBeToldAtOnce, nothingGathered } from '../../../src/server/webhooks/gathered.js';

describe('a new alert of a service', () => {
  it.each([
    ['the twentieth in ten seconds', { decisions: 19, decidingMs: 1_900 }, true],
    ['one after twenty', { decisions: 20, decidingMs: 100 }, false],
    ['one after Temporal took two seconds for the others', { decisions: 2, decidingMs: 2_000 }, false],
  ])('is told before it is answered: %s', (_, so, told) => {
    const gathered = nothingGathered();
    gather(gathered, 60_000, () => undefined);
    expect(mayBeToldAtOnce(Object.assign(gathered, so))).toBe(told);
    clearTimeout(gathered.timer);
  });

  it('is told before it is answered where ten seconds are over, however many there were', () => {
    expect(mayBeToldAtOnce({ ...nothingGathered(), decisions: 40, decidingMs: 9_000 })).toBe(true);
  });
});
