import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ofRelease } from '../../activities/of-release.js';
import { judgeSideBySide } from '../../src/guard/side-by-side.js';
import { alone, newer, sideBySide, silent } from '../support/a-guard.js';
import { anEntry } from '../support/a-situation.js';

const entry = anEntry();
const judged = (...given: Parameters<typeof sideBySide>) => judgeSideBySide(sideBySide(...given), entry).is;

describe('both releases side by side', () => {
  it.each<[number | null, number | null, ReturnType<typeof judged>]>([
    [0.051, 0.01, 'worse'],
    [0.05, 0.01, 'not worse'],
    [0.06, 0, 'worse'],
    [0.061, 0.02, 'worse'],
    [0.06, 0.02, 'not worse'],
    [0.4, 0.13, 'worse'],
    [0.4, 0.14, 'both bad'],
    [0.1, 0.1, 'both bad'],
    [0.06, 0.05, 'not worse'],
    [0, 0.5, 'not worse'],
    [null, 0.01, 'could not measure'],
    [0.2, null, 'could not measure'],
    [Number.NaN, 0.01, 'could not measure'],
  ])('are, at %s of the new and %s of the old, %s', (now, before, is) => {
    expect(judged(now, before)).toBe(is);
  });

  it.each([
    [99, 900],
    [300, 99],
  ])('are not compared on %s and %s requests', (ofNewer, ofOlder) => {
    expect(judged(0.5, 0.001, [ofNewer, ofOlder])).toBe('could not measure');
  });

  it('say how many requests each of them failed', () => {
    expect(judgeSideBySide(sideBySide(0.12, 0.003), entry).evidence).toBe(
      "v1.2.3 fails 12 % of 300 requests in 60 s, beside it v1.2.2 fails 0.3 % of 900 requests (limit 5 % and 3 times as often; earlier than the runbook's rule)",
    );
  });

  it('are not compared where one serves alone, and unknown where Prometheus is silent', () => {
    expect(judgeSideBySide(alone, entry)).toEqual({ is: 'not compared', evidence: 'v1.2.3 serves alone' });
    expect(judgeSideBySide({ state: 'not connected' }, entry).is).toBe('not compared');
    expect(judgeSideBySide(silent, entry).is).toBe('could not measure');
  });

  it('are never worse without enough requests of both', () => {
    const ratio = fc.option(fc.double({ min: -1, max: 2 }));
    const requests = fc.integer({ min: 0, max: 300 });
    fc.assert(
      fc.property(ratio, ratio, requests, requests, (now, before, ofNewer, ofOlder) => {
        const is = judged(now, before, [ofNewer, ofOlder]);
        if (is === 'worse') expect(Math.min(ofNewer, ofOlder)).toBeGreaterThanOrEqual(entry.minimumSample);
      }),
    );
  });
});

describe('a query of one release', () => {
  it('names it by version, commit or revision', () => {
    expect(ofRelease('a{v="{{version}}"} b{c="{{commit}}"} c{r="{{revision}}"}', newer)).toBe(
      'a{v="1.2.3"} b{c="abc123"} c{r="124"}',
    );
  });

  it.each([
    ['no version', { taskDefinition: newer.taskDefinition }],
    ['a version that would leave its quotes', { ...newer, version: '1"} or vector(1) #' }],
  ])('is not made of %s', (_, release) => {
    expect(() => ofRelease('a{v="{{version}}"}', release)).toThrow(/has no version that a query can name/);
  });
});
