import { describe, expect, it } from 'vitest';
import { peers } from './behaviour.js';
import { contract } from './behaviours/index.js';
import { knownDifferences } from './known-differences/index.js';

const names = Object.values(contract).flatMap((behaviours) => behaviours.map(({ name }) => name));

describe('the contract', () => {
  it('has a name of its own for every behaviour', () => {
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it.each(peers)('knows differences of %s only in behaviours that there are, each with one reason', (peer) => {
    const different = knownDifferences[peer].flatMap(({ observed }) => Object.keys(observed));

    expect(different.filter((name) => !names.includes(name))).toEqual([]);
    expect(different).toHaveLength(new Set(different).size);
  });
});
