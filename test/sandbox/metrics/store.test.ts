import { describe, expect, it } from 'vitest';

import { createMatcher } from '../../../sandbox/metrics/matchers.js';
import { createMetricsStore } from '../../../sandbox/metrics/store.js';

const x = { __name__: 'x', code: '200' };
const named = [createMatcher('__name__', '=', 'x')];

describe('the metrics store', () => {
  it('selects what is newer than the start, up to the end', () => {
    const store = createMetricsStore();
    for (const atMs of [10, 20, 30]) store.append(x, atMs, atMs);
    expect(store.select(named, 10, 30)).toEqual([
      {
        labels: x,
        samples: [
          { timestampMs: 20, value: 20 },
          { timestampMs: 30, value: 30 },
        ],
      },
    ]);
    expect(store.select(named, 30, 99)).toEqual([]);
  });

  it('takes labels in any order, and empty ones as absent, for the same series', () => {
    const store = createMetricsStore();
    store.append({ a: '1', b: '2', __name__: 'x' }, 1, 1);
    store.append({ __name__: 'x', b: '2', c: '', a: '1' }, 2, 2);
    expect(store.seriesCount()).toBe(1);
  });

  it.each([
    ['=', '200', ['200']],
    ['!=', '200', ['', '500', '502']],
    ['=~', '5..', ['500', '502']],
    ['=~', '5', []],
    ['!~', '5..', ['', '200']],
    ['=~', '200|502', ['200', '502']],
    ['=', '', ['']],
    ['=~', '.*', ['', '200', '500', '502']],
    ['=~', '.+', ['200', '500', '502']],
  ] as const)('matches code %s "%s", anchored, an absent label being empty', (operator, value, codes) => {
    const store = createMetricsStore();
    for (const code of ['200', '500', '502', '']) store.append({ __name__: 'x', code }, 1, 1);
    const found = store.select([...named, createMatcher('code', operator, value)], 0, 1);
    expect(found.map(({ labels }) => labels.code ?? '').sort()).toEqual([...codes]);
  });

  it.each(['(?=x)', 'a(?!b)', '(a)\\1', '(', '[[:alpha:]]', '(?s:.)', '\\pL'])(
    'refuses the regular expression %s, which RE2 or JavaScript would read otherwise',
    (pattern) => {
      expect(() => createMatcher('code', '=~', pattern)).toThrow(/regular expression/);
    },
  );

  it('ignores the case after (?i)', () => {
    expect(createMatcher('code', '=~', '(?i)abc').accepts('aBC')).toBe(true);
  });

  it('refuses a sample that is older than the newest or contradicts it', () => {
    const store = createMetricsStore();
    store.append(x, 10, 1);
    store.append(x, 10, 1);
    expect(() => store.append(x, 10, 2)).toThrow(/x\{code="200"\}: it already holds 1 at/);
    expect(() => store.append(x, 9, 1)).toThrow(/in the order of time/);
    expect(store.select(named, 0, 99)[0]?.samples).toHaveLength(1);
  });

  it('forgets samples by age, and whole series that nobody writes any more', () => {
    const store = createMetricsStore({ maximumAgeMs: 1000 });
    store.append({ __name__: 'gone' }, 0, 1);
    for (let atMs = 0; atMs <= 2000; atMs += 100) store.append(x, atMs, atMs);
    expect(store.select(named, -1, 2000)[0]?.samples.map(({ timestampMs }) => timestampMs)).toEqual([
      1100, 1200, 1300, 1400, 1500, 1600, 1700, 1800, 1900, 2000,
    ]);
    expect(store.seriesCount()).toBe(1);
  });

  it('keeps so many samples of a series at most', () => {
    const store = createMetricsStore({ maximumSamples: 3 });
    for (let atMs = 1; atMs <= 5; atMs += 1) store.append(x, atMs, atMs);
    expect(store.select(named, 0, 9)[0]?.samples.map(({ value }) => value)).toEqual([3, 4, 5]);
  });

  it('refuses one series too many and goes on with those it has', () => {
    const store = createMetricsStore({ maximumSeries: 1 });
    store.append(x, 1, 1);
    expect(() => store.append({ __name__: 'y' }, 1, 1)).toThrow(/holds 1 series already/);
    store.append(x, 2, 2);
    expect(store.select(named, 0, 9)[0]?.samples).toHaveLength(2);
  });
});
