import { describe, expect, it } from 'vitest';

import { anEngine, ask } from '../a-store.js';

describe('histogram_quantile', () => {
  const engine = anEngine({
    series: {
      'h{le="1"}': [10],
      'h{le="2"}': [30],
      'h{le="+Inf"}': [40],
      'open{le="1"}': [10],
      'open{le="2"}': [30],
      'empty{le="1"}': [0],
      'empty{le="+Inf"}': [0],
      'below{le="-1"}': [5],
      'below{le="+Inf"}': [10],
      'falling{le="1"}': [10],
      'falling{le="2"}': [8],
      'falling{le="+Inf"}': [20],
      'twice{le="1"}': [5],
      'twice{le="1.0"}': [5],
      'twice{le="+Inf"}': [20],
      'odd{le="wide"}': [5],
    },
  });

  it.each<[string, number]>([
    ['histogram_quantile(0.5, h)', 1.5],
    ['histogram_quantile(0.25, h)', 1],
    ['histogram_quantile(0.125, h)', 0.5],
    ['histogram_quantile(0.95, h)', 2],
    ['histogram_quantile(0, h)', 0],
    ['histogram_quantile(1, h)', 2],
    ['histogram_quantile(-0.1, h)', -Infinity],
    ['histogram_quantile(1.1, h)', Infinity],
    ['histogram_quantile(NaN, h)', NaN],
    ['histogram_quantile(0.5, open)', NaN],
    ['histogram_quantile(0.5, empty)', NaN],
    ['histogram_quantile(0.25, below)', -1],
    ['histogram_quantile(0.5, falling)', 1],
    ['histogram_quantile(0.25, twice)', 0.5],
  ])('interpolates within the bucket: %s is %d', (query, expected) => {
    expect(ask(engine, query, 0)).toEqual({ '{}': expected });
  });

  it('passes over series whose bound is no number, and finds nothing where there is nothing', () => {
    expect(ask(engine, 'histogram_quantile(0.5, odd)', 0)).toEqual({});
    expect(ask(engine, 'histogram_quantile(0.5, no_such_metric)', 0)).toEqual({});
  });

  it('keeps the labels that tell histograms apart', () => {
    const services = anEngine({
      series: { 'h{s="a",le="1"}': [1], 'h{s="a",le="+Inf"}': [1], 'h{s="b",le="3"}': [1], 'h{s="b",le="+Inf"}': [1] },
    });
    expect(ask(services, 'histogram_quantile(0.5, h)', 0)).toEqual({ '{s="a"}': 0.5, '{s="b"}': 1.5 });
  });
});

describe('the other functions', () => {
  const engine = anEngine({ series: { 'x{a="1"}': [4, -2, 7], 'x{a="2"}': [1, 1, 1], one: [3, 3, 3] } });

  it.each<[string, Record<string, number> | number]>([
    ['absent(no_such_metric)', { '{}': 1 }],
    ['absent(no_such_metric{s="a",code=~"5..",zone!="z"})', { '{s="a"}': 1 }],
    ['absent(no_such_metric{s="a",s="b"})', { '{}': 1 }],
    ['absent(sum(no_such_metric{s="a"}))', { '{}': 1 }],
    ['absent(x)', {}],
    ['clamp_min(x, 2)', { '{a="1"}': 7, '{a="2"}': 2 }],
    ['clamp_min(x, NaN)', { '{a="1"}': NaN, '{a="2"}': NaN }],
    ['vector(2)', { '{}': 2 }],
    ['scalar(one)', 3],
    ['scalar(x)', NaN],
    ['scalar(no_such_metric)', NaN],
    ['time()', 30],
    ['sum_over_time(x[1m])', { '{a="1"}': 9, '{a="2"}': 3 }],
    ['avg_over_time(x[1m])', { '{a="1"}': 3, '{a="2"}': 1 }],
    ['min_over_time(x[1m])', { '{a="1"}': -2, '{a="2"}': 1 }],
    ['max_over_time(x[1m])', { '{a="1"}': 7, '{a="2"}': 1 }],
    ['count_over_time(x[20s])', { '{a="1"}': 2, '{a="2"}': 2 }],
    ['max_over_time(no_such_metric[1m])', {}],
  ])('%s', (query, expected) => {
    expect(ask(engine, query, 30)).toEqual(expected);
  });
});
