import { describe, expect, it } from 'vitest';

import { anEngine, ask, type Value } from '../a-store.js';

const nothing = {};

// A sample every 15 s from second 0; the expected values are derived by hand from Prometheus' rule: extrapolate to the
// window's edge when it is nearer than 1.1 of the mean distance (16.5 s), by half of it (7.5 s) otherwise, never below 0.
describe('the increase of a counter', () => {
  it.each<[string, Value[], string, number, number | undefined]>([
    ['is the whole window of an even counter', [0, 15, 30, 45, 60], '1m', 60, 60],
    ['reaches to both edges when they are near', [0, 15, 30, 45, 60], '1m', 67, 60],
    ['leaves the sample on the start of the window out', [1000, 15, 30, 45, 60], '1m', 60, 60],
    ['of a counter that began at 0 is not extrapolated below 0', ['_', '_', 0, 15, 30], '1m', 60, 30],
    ['of a series that began in the window reaches half a step back', ['_', '_', 100, 115, 130], '1m', 60, 37.5],
    [
      'reaches back to the point where the counter was 0, if that is nearer',
      ['_', '_', 2.5, 17.5, 32.5],
      '1m',
      60,
      32.5,
    ],
    ['of a series that ended in the window reaches half a step on', ['_', 100, 115, 130], '75s', 75, 52.5],
    ['counts what came before and after a restart', ['_', 100, 115, 5, 20], '1m', 60, (35 * 60) / 45],
    ['counts two restarts', ['_', 10, 3, 1, 6], '1m', 60, ((6 - 10 + 10 + 3) * 60) / 45],
    ['of a still counter is 0', [7, 7, 7, 7, 7], '1m', 60, 0],
    ['needs two samples', ['_', '_', '_', '_', 60], '1m', 60, undefined],
    ['needs them within the window', [0, 15, 30, 45, 60], '10s', 60, undefined],
    ['ignores the mark of a series that went', [0, 15, 30, 45, 'stale'], '1m', 60, 60],
  ])('%s', (_, values, window, atSeconds, expected) => {
    const engine = anEngine({ series: { x: values } });
    const increase = ask(engine, `increase(x[${window}])`, atSeconds) as Record<string, number>;
    if (expected === undefined) expect(increase).toEqual(nothing);
    else expect(increase['{}']).toBeCloseTo(expected, 9);
  });

  it('divided by the window is its rate', () => {
    const engine = anEngine({ series: { x: ['_', 100, 115, 5, 20] } });
    expect((ask(engine, 'rate(x[1m])', 60) as Record<string, number>)['{}']).toBeCloseTo(35 / 45, 9);
  });

  it('shifts its window with an offset', () => {
    const engine = anEngine({ series: { x: [0, 15, 30, 45, 60, 660, 1260] } });
    expect(ask(engine, 'rate(x[1m] offset 30s)', 90)).toEqual({ '{}': 1 });
  });

  it('drops the name of the metric and keeps the other labels', () => {
    const engine = anEngine({ series: { 'x{code="500"}': [0, 15, 30], 'x{code="200"}': [0, 30, 60] } });
    expect(ask(engine, 'rate(x[30s])', 30)).toEqual({ '{code="200"}': 2, '{code="500"}': 1 });
  });

  it('refuses two metrics that would become one', () => {
    const engine = anEngine({ series: { 'x{a="1"}': [0, 15, 30], 'y{a="1"}': [0, 30, 60] } });
    expect(() => ask(engine, 'rate({__name__=~"x|y"}[1m])', 30)).toThrow(/same labelset: \{a="1"\}/);
  });
});

describe('the instant rate', () => {
  it.each<[string, Value[], number | undefined]>([
    ['looks at the last two samples', [0, 100, 115], 1],
    ['takes a restart as a count from 0', [0, 100, 30], 2],
    ['needs two samples', ['_', '_', 1], undefined],
  ])('%s', (_, values, expected) => {
    const engine = anEngine({ series: { x: values } });
    expect(ask(engine, 'irate(x[1m])', 30)).toEqual(expected === undefined ? nothing : { '{}': expected });
  });
});
