import { describe, expect, it } from 'vitest';

import { evaluateWith } from '../../../sandbox/alerting/evaluate-with.js';
import { anEngine } from '../metrics/a-store.js';

describe("a rule's expression", () => {
  const evaluate = evaluateWith(anEngine({ series: { 'x{a="1"}': [1, 2] } }));

  it('gives an alert for each series of a vector', () => {
    expect(evaluate('x > 1', 15_000)).toEqual([{ labels: { __name__: 'x', a: '1' }, value: 2 }]);
  });

  it('gives nothing where there are no series', () => {
    expect(evaluate('no_such_metric > 1', 15_000)).toEqual([]);
  });

  it('gives one alert without labels for a scalar', () => {
    expect(evaluate('1', 0)).toEqual([{ labels: {}, value: 1 }]);
  });

  it('cannot be a range vector', () => {
    expect(() => evaluate('x[1m]', 0)).toThrow(/instant vector or a scalar/);
  });
});
