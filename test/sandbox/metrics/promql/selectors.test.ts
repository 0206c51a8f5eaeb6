import { describe, expect, it } from 'vitest';

import { anEngine, ask } from '../a-store.js';

describe('an instant selector', () => {
  it('takes the newest sample within the look-back', () => {
    const engine = anEngine({ series: { x: [1, 2] } });
    expect(ask(engine, 'x', 14)).toEqual({ x: 1 });
    expect(ask(engine, 'x', 15)).toEqual({ x: 2 });
    expect(ask(engine, 'x', 314)).toEqual({ x: 2 });
  });

  it('finds nothing once the newest sample is five minutes old', () => {
    const engine = anEngine({ series: { x: [1, 2] } });
    expect(ask(engine, 'x', 315)).toEqual({});
  });

  it('looks back less far where the sandbox runs faster', () => {
    const engine = anEngine({ series: { x: [1, 2] } }, 10_000);
    expect(ask(engine, 'x', 24)).toEqual({ x: 2 });
    expect(ask(engine, 'x', 25)).toEqual({});
  });

  it('finds nothing from the moment on at which the series was marked stale', () => {
    const engine = anEngine({ series: { x: [1, 2, 'stale'] } });
    expect(ask(engine, 'x', 29)).toEqual({ x: 2 });
    expect(ask(engine, 'x', 30)).toEqual({});
  });

  it('finds a series again that came back', () => {
    const engine = anEngine({ series: { x: [1, 'stale', 3] } });
    expect(ask(engine, 'x', 30)).toEqual({ x: 3 });
  });

  it('looks at an earlier moment with an offset, at a later with a negative one', () => {
    const engine = anEngine({ series: { x: [1, 2, 3] } });
    expect(ask(engine, 'x offset 15s', 30)).toEqual({ x: 2 });
    expect(ask(engine, 'x offset -15s', 15)).toEqual({ x: 3 });
    expect(ask(engine, 'x offset 1h', 30)).toEqual({});
  });

  it.each([
    ['x{code="500"}', ['500']],
    ['x{code!="500"}', ['200', '502']],
    ['x{code=~"5.."}', ['500', '502']],
    ["x{code!~'5..'}", ['200']],
    ['x{code=~`5\\d{2}`,code!="502"}', ['500']],
    ['{__name__="x",code="200"}', ['200']],
    ['{"x",code="200"}', ['200']],
    ['x{"code"="200"}', ['200']],
    ['x{code="\\u0032\\x30\\060"}', ['200']],
    ['x{code="7"}', []],
  ])('selects by %s', (query, codes) => {
    const engine = anEngine({ series: { 'x{code="200"}': [1], 'x{code="500"}': [1], 'x{code="502"}': [1] } });
    expect(ask(engine, query, 0)).toEqual(Object.fromEntries(codes.map((code) => [`x{code="${code}"}`, 1])));
  });
});

describe('a range query', () => {
  it('has a point for each step at which there is a value', () => {
    const engine = anEngine({ series: { x: [1, 2, 'stale', 4] } });
    const [series, ...others] = engine.range('x', { fromMs: 0, toMs: 50_000, stepMs: 15_000 });
    expect(others).toEqual([]);
    expect(series?.points).toEqual([
      { timestampMs: 0, value: 1 },
      { timestampMs: 15_000, value: 2 },
      { timestampMs: 45_000, value: 4 },
    ]);
  });

  it('evaluates a scalar at each step', () => {
    const series = anEngine({ series: {} }).range('time()', { fromMs: 0, toMs: 2000, stepMs: 1000 });
    expect(series).toEqual([
      { labels: {}, points: [0, 1, 2].map((second) => ({ timestampMs: second * 1000, value: second })) },
    ]);
  });

  it('refuses a range vector', () => {
    const engine = anEngine({ series: {} });
    expect(() => engine.range('x[1m]', { fromMs: 0, toMs: 1, stepMs: 1 })).toThrow(
      'invalid expression type "range vector" for range query, must be Scalar or instant Vector',
    );
  });
});
