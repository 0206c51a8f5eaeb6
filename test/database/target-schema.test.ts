import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { targetSchema, unlikeTargetInWords } from '../../src/database/target-schema.js';

const catalogue = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,3}$/), { maxLength: 8 });

describe('the schema after the steps', () => {
  it('is the target’s own where they agree, whatever the two are', () => {
    fc.assert(
      fc.property(catalogue, catalogue, (own, left) => {
        expect(targetSchema({ before: left, leftsOwn: left, after: own, targetsOwn: own })).toEqual({
          state: 'the same',
        });
      }),
    );
  });

  it('is not called another for what staging bore before and no migration knows', () => {
    const seen = {
      before: ['a', 'b', 'by hand'],
      after: ['a', 'by hand'],
      leftsOwn: ['a', 'b', 'lost'],
      targetsOwn: ['a', 'lost'],
    };
    expect(targetSchema(seen)).toEqual({ state: 'the same' });
  });

  it('is another where the way back left something, or took too much', () => {
    const seen = { before: ['a', 'b', 'c'], after: ['b', 'c'], leftsOwn: ['a', 'b', 'c'], targetsOwn: ['a', 'b'] };
    expect(targetSchema({ ...seen, after: ['b', 'rest'] })).toEqual({ state: 'another', lines: ['− a', '+ rest'] });
  });

  it('is told with its first three lines', () => {
    expect(unlikeTargetInWords({ state: 'another', lines: ['+ a', '+ b', '− c', '− d'] })).toBe(
      "not the target's own, in 4 lines: + a; + b; − c; and 1 more",
    );
    expect(unlikeTargetInWords({ state: 'not known', why: 'x' })).toBeUndefined();
  });
});
