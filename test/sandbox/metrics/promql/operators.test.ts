import { describe, expect, it } from 'vitest';

import { anEngine, ask } from '../a-store.js';

const engine = anEngine({
  series: {
    'x{a="1"}': [6],
    'x{a="2"}': [3],
    'y{a="1"}': [2],
    'y{a="3"}': [9],
    'z{a="1",b="k"}': [4],
    zero: [0],
    odd: [NaN],
  },
});

describe('arithmetic', () => {
  it.each<[string, number]>([
    ['1 + 2 * 3 - 4 / 8', 6.5],
    ['(1 + 2) * 3', 9],
    ['2 ^ 3 ^ 2', 512],
    ['-2 ^ 2', -4],
    ['7 % 4', 3],
    ['-7 % 4', -3],
    ['10 - 4 - 3', 3],
    ['1 / 0', Infinity],
    ['-1 / 0', -Infinity],
    ['0 / 0', NaN],
    ['1 % 0', NaN],
    ['1 ^ NaN', 1],
    ['1 > bool 2', 0],
    ['2 >= bool 2', 1],
    ['5m', 300],
    ['0x1F', 31],
    ['1_000.5e-1', 100.05],
    ['Inf', Infinity],
    ['+5 - -5', 10],
  ])('of scalars: %s is %d', (query, expected) => {
    expect(ask(engine, query, 0)).toBe(expected);
  });

  it.each<[string, Record<string, number>]>([
    ['x * 2', { '{a="1"}': 12, '{a="2"}': 6 }],
    ['60 / x', { '{a="1"}': 10, '{a="2"}': 20 }],
    ['-x', { '{a="1"}': -6, '{a="2"}': -3 }],
    ['x / y', { '{a="1"}': 3 }],
    ['x / 0', { '{a="1"}': Infinity, '{a="2"}': Infinity }],
    ['zero / zero', { '{}': NaN }],
    ['x / on (a) z', { '{a="1"}': 1.5 }],
    ['z / ignoring (b) x', { '{a="1"}': 4 / 6 }],
    ['x / z', {}],
    ['x / no_such_metric', {}],
  ])('of vectors drops the metric name and leaves unmatched series out: %s', (query, expected) => {
    expect(ask(engine, query, 0)).toEqual(expected);
  });

  it.each([
    ['y / on () x', /found duplicate series for the match group \{\} on the right hand-side/],
    ['x / on () z', /many-to-one matching must be explicit/],
  ])('refuses to guess which of several series to match: %s', (query, reason) => {
    expect(() => ask(engine, query, 0)).toThrow(reason);
  });
});

describe('a comparison', () => {
  it.each<[string, Record<string, number>]>([
    ['x > 3', { 'x{a="1"}': 6 }],
    ['3 < x', { 'x{a="1"}': 6 }],
    ['x >= bool 6', { '{a="1"}': 1, '{a="2"}': 0 }],
    ['x > y', { 'x{a="1"}': 6 }],
    ['x < y', {}],
    ['x < bool y', { '{a="1"}': 0 }],
    ['x > on (a) y', { '{a="1"}': 6 }],
    ['odd == odd', {}],
    ['odd != odd', { odd: NaN }],
    ['odd > 0', {}],
    ['no_such_metric > 0', {}],
  ])('filters, or says 0 and 1 with bool: %s', (query, expected) => {
    expect(ask(engine, query, 0)).toEqual(expected);
  });
});

describe('a set operator', () => {
  it.each<[string, Record<string, number>]>([
    ['x and y', { 'x{a="1"}': 6 }],
    ['x unless y', { 'x{a="2"}': 3 }],
    ['x or y', { 'x{a="1"}': 6, 'x{a="2"}': 3, 'y{a="3"}': 9 }],
    ['x and on () no_such_metric', {}],
    ['x unless on () y', {}],
    ['z and ignoring (b) y', { 'z{a="1",b="k"}': 4 }],
    ['no_such_metric or vector(0)', { '{}': 0 }],
    ['x or y and z', { 'x{a="1"}': 6, 'x{a="2"}': 3 }],
  ])('takes whole series by their labels: %s', (query, expected) => {
    expect(ask(engine, query, 0)).toEqual(expected);
  });
});

describe('an aggregation', () => {
  const requests = anEngine({
    series: {
      'r{s="a",code="200"}': [90],
      'r{s="a",code="500"}': [10],
      'r{s="b",code="200"}': [50],
      'n{k="1"}': [NaN],
      'n{k="2"}': [5],
      'tiny{k="1"}': [1e100],
      'tiny{k="2"}': [1],
      'tiny{k="3"}': [-1e100],
    },
  });

  it.each<[string, Record<string, number>]>([
    ['sum(r)', { '{}': 150 }],
    ['sum by (s) (r)', { '{s="a"}': 100, '{s="b"}': 50 }],
    ['sum(r) by (s)', { '{s="a"}': 100, '{s="b"}': 50 }],
    ['sum without (code) (r)', { '{s="a"}': 100, '{s="b"}': 50 }],
    ['sum by (s, missing) (r{s="a"})', { '{s="a"}': 100 }],
    ['avg(r)', { '{}': 50 }],
    ['min(r)', { '{}': 10 }],
    ['max(r)', { '{}': 90 }],
    ['count(r)', { '{}': 3 }],
    ['COUNT BY (s) (r)', { '{s="a"}': 2, '{s="b"}': 1 }],
    ['min(n)', { '{}': 5 }],
    ['max(n)', { '{}': 5 }],
    ['sum(n)', { '{}': NaN }],
    ['sum(tiny)', { '{}': 1 }],
    ['sum by (__name__) (r)', { r: 150 }],
    ['sum(no_such_metric)', {}],
    ['count(no_such_metric)', {}],
  ])('%s', (query, expected) => {
    expect(ask(requests, query, 0)).toEqual(expected);
  });
});
