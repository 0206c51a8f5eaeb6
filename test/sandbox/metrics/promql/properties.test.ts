import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createQueryEngine, type QueryEngine } from '../../../../sandbox/metrics/query-engine.js';
import { createMetricsStore } from '../../../../sandbox/metrics/store.js';
import { ask } from '../a-store.js';

interface CounterPoint {
  readonly afterMs: number;
  readonly added: number;
  readonly restarts: boolean;
}

const point = (restarts: fc.Arbitrary<boolean>): fc.Arbitrary<CounterPoint> =>
  fc.record({ afterMs: fc.integer({ min: 1000, max: 30_000 }), added: fc.integer({ min: 0, max: 100 }), restarts });

const counter = (restarts: fc.Arbitrary<boolean>): fc.Arbitrary<CounterPoint[]> =>
  fc.array(point(restarts), { minLength: 1, maxLength: 30 });

const neverRestarts = counter(fc.constant(false));
const mayRestart = counter(fc.boolean());

function engineOver(counters: Readonly<Record<string, readonly CounterPoint[]>>): QueryEngine {
  const store = createMetricsStore();
  for (const [s, points] of Object.entries(counters)) {
    let atMs = 0;
    let value = 0;
    for (const { afterMs, added, restarts } of points) {
      atMs += afterMs;
      value = (restarts ? 0 : value) + added;
      store.append({ __name__: 'x', s }, atMs, value);
    }
  }
  return createQueryEngine({ store });
}

const at = fc.integer({ min: 0, max: 900 });
const window = fc.integer({ min: 5, max: 900 });

function valuesOf(engine: QueryEngine, query: string, atSeconds: number): number[] {
  return Object.values(ask(engine, query, atSeconds) as Record<string, number>);
}

describe('whatever the counters', () => {
  it('the rate is never negative', () => {
    fc.assert(
      fc.property(mayRestart, at, window, (points, moment, seconds) => {
        for (const rate of valuesOf(engineOver({ a: points }), `rate(x[${seconds}s])`, moment)) {
          expect(rate).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  it('increase is the rate times the window', () => {
    fc.assert(
      fc.property(mayRestart, at, window, (points, moment, seconds) => {
        const engine = engineOver({ a: points });
        const [rate] = valuesOf(engine, `rate(x[${seconds}s])`, moment);
        const [increase] = valuesOf(engine, `increase(x[${seconds}s])`, moment);
        if (rate === undefined) expect(increase).toBeUndefined();
        else expect(increase).toBeCloseTo(rate * seconds, 6);
      }),
    );
  });

  it('the increase of one that never restarts is at most what it rose, and two steps more', () => {
    fc.assert(
      fc.property(neverRestarts, (points) => {
        const engine = engineOver({ a: points });
        const endSeconds = Math.ceil(points.reduce((total, { afterMs }) => total + afterMs, 0) / 1000);
        const rose = points.slice(1).reduce((total, { added }) => total + added, 0);
        for (const increase of valuesOf(engine, `increase(x[${endSeconds}s])`, endSeconds)) {
          // Either end reaches 1.1 of the mean distance at most, at the mean slope.
          expect(increase).toBeLessThanOrEqual(rose * (1 + 2.2 / (points.length - 1)) + 1e-9);
          expect(increase).toBeGreaterThanOrEqual(rose - 1e-9);
        }
      }),
    );
  });

  it('the sum of the groups is the sum of all', () => {
    fc.assert(
      fc.property(fc.array(mayRestart, { minLength: 1, maxLength: 6 }), at, (counters, moment) => {
        const engine = engineOver(Object.fromEntries(counters.map((points, index) => [String(index), points])));
        const groups = valuesOf(engine, 'sum by (s) (increase(x[5m]))', moment);
        const [total] = valuesOf(engine, 'sum(increase(x[5m]))', moment);
        if (groups.length === 0) expect(total).toBeUndefined();
        else
          expect(total).toBeCloseTo(
            groups.reduce((sum, value) => sum + value, 0),
            6,
          );
      }),
    );
  });

  it('a filter and its opposite part the series between them', () => {
    fc.assert(
      fc.property(
        fc.array(mayRestart, { minLength: 1, maxLength: 6 }),
        at,
        fc.integer({ min: 0, max: 300 }),
        (counters, moment, limit) => {
          const engine = engineOver(Object.fromEntries(counters.map((points, index) => [String(index), points])));
          const all = Object.keys(ask(engine, 'x', moment)).sort();
          const parts = [`x > ${limit}`, `x <= ${limit}`].flatMap((query) => Object.keys(ask(engine, query, moment)));
          expect(parts.sort()).toEqual(all);
          expect(Object.keys(ask(engine, `(x > ${limit}) or (x unless x > ${limit})`, moment)).sort()).toEqual(all);
        },
      ),
    );
  });

  it('each point of a range query is the instant query at its moment', () => {
    fc.assert(
      fc.property(mayRestart, fc.integer({ min: 1, max: 60 }), (points, stepSeconds) => {
        const engine = engineOver({ a: points });
        const range = { fromMs: 0, toMs: 300_000, stepMs: stepSeconds * 1000 };
        for (const { points: found } of engine.range('rate(x[1m])', range)) {
          for (const { timestampMs, value } of found) {
            expect(valuesOf(engine, 'rate(x[1m])', timestampMs / 1000)).toEqual([value]);
          }
        }
      }),
      { numRuns: 30 },
    );
  });
});
