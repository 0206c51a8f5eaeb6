import { describe, expect, it } from 'vitest';

import { backfill, backfillRequests } from '../../../sandbox/metrics/backfill.js';
import { createQueryEngine } from '../../../sandbox/metrics/query-engine.js';
import { createMetricsStore } from '../../../sandbox/metrics/store.js';
import { ask } from './a-store.js';

const hourMs = 3_600_000;
const now = 1_767_225_600_000;
const labels = { service: 'applylens-api', environment: 'prod' };

describe('the back-filled baseline', () => {
  it('gives the previous hour its request and error rates, labelled as back-filled', () => {
    const store = createMetricsStore();
    backfillRequests(store, { labels, from: now - hourMs, to: now, stepMs: 15_000, perSecond: 50, errorRate: 0.002 });
    const engine = createQueryEngine({ store });
    const rates = ask(engine, 'sum by (code, backfilled) (rate(http_requests_total[1h]))', now / 1000) as Record<
      string,
      number
    >;
    expect(rates['{backfilled="true",code="200"}']).toBeCloseTo(49.9, 6);
    expect(rates['{backfilled="true",code="500"}']).toBeCloseTo(0.1, 6);
    const errors = 'sum(rate(http_requests_total{code=~"5.."}[1h])) / sum(rate(http_requests_total[1h]))';
    expect((ask(engine, errors, now / 1000) as Record<string, number>)['{}']).toBeCloseTo(0.002, 9);
  });

  it('ends: it is no measurement of what comes after it', () => {
    const store = createMetricsStore();
    backfill(store, { metric: 'x', labels, from: now - hourMs, to: now, stepMs: 15_000, perSecond: 1 });
    const engine = createQueryEngine({ store });
    expect(ask(engine, 'count(x)', now / 1000)).toEqual({ '{}': 1 });
    expect(ask(engine, 'x', now / 1000 + 1)).toEqual({});
  });

  it.each([
    { from: 2, to: 1, stepMs: 1, perSecond: 1 },
    { from: 1, to: 2, stepMs: 0, perSecond: 1 },
    { from: 1, to: 2, stepMs: 1, perSecond: -1 },
    { from: NaN, to: 2, stepMs: 1, perSecond: 1 },
  ])('is refused where it makes no counter: %j', (period) => {
    expect(() => backfill(createMetricsStore(), { metric: 'x', labels, ...period })).toThrow(/Cannot back-fill x/);
  });
});
