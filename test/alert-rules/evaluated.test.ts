// The rules over raw series, evaluated as Prometheus does, by the sandbox: they fire when the judges of src/runbook say breached.
import { describe, expect, it } from 'vitest';
import { type Alerts, afterEvaluation } from '../../sandbox/alerting/alert-states.js';
import { createQueryEngine } from '../../sandbox/metrics/query-engine.js';
import { createMetricsStore } from '../../sandbox/metrics/store.js';
import { ruleFile } from '../../src/alert-rules/rule-file.js';
import { anEntry } from '../support/an-entry.js';

const stepMs = 15_000;
const minute = 60_000;
const leadMs = 75 * minute;
const queries = {
  errorRate: '(sum(rate(http{code="500"}[{{window}}])) or vector(0)) / sum(rate(http[{{window}}]))',
  requests: 'sum(increase(http[{{window}}]))',
  p95Seconds: 'histogram_quantile(0.95, sum by (le) (rate(seconds_bucket[{{window}}])))',
  connectionFailures: 'sum(rate(connection_failures[{{window}}])) / sum(rate(connection_attempts[{{window}}]))',
  connectionAttempts: 'sum(increase(connection_attempts[{{window}}]))',
};
const entry = anEntry({
  prometheus: { url: 'http://prometheus', queries },
  timings: { latencyBaseline: 60 * minute },
});

/** A minute's. */
interface Traffic {
  readonly requests?: number;
  readonly errors?: number;
  readonly slow?: number;
  readonly failedConnections?: number;
}

/** Minutes from the beginning of the trouble to the evaluation at which each alert first fires. */
function firstFired(trouble: (minutes: number) => Traffic | undefined, lastMinute: number): Record<string, number> {
  const store = createMetricsStore();
  const engine = createQueryEngine({ store });
  const states = new Map<string, Alerts>();
  const fired: Record<string, number> = {};
  const totals: Record<string, number> = {};
  for (let at = 0; at <= leadMs + lastMinute * minute; at += stepMs) {
    const since = (at - leadMs) / minute;
    const traffic = since <= 0 ? {} : trouble(since);
    const { requests = 600, errors = 0, slow = 0, failedConnections = 0 } = traffic ?? {};
    const risen = {
      'http 200': requests - errors,
      'http 500': errors,
      'le 0.5': requests - slow,
      'le 5': requests,
      'le +Inf': requests,
      connection_attempts: 60,
      connection_failures: failedConnections,
    };
    for (const [name, perMinute] of Object.entries(risen)) {
      totals[name] = (totals[name] ?? 0) + (perMinute * stepMs) / minute;
      if (traffic !== undefined) store.append(seriesOf(name), at - 7_000, totals[name]);
    }
    for (const { rules } of ruleFile([entry]).groups)
      for (const rule of rules) {
        const result = engine.instant(rule.expr, at);
        const samples = result.type === 'vector' ? result.samples : [];
        if ('record' in rule) {
          for (const { value } of samples) store.append({ __name__: rule.record, ...rule.labels }, at, value);
          if (samples.length === 0) store.markStale({ __name__: rule.record, ...rule.labels }, at);
          continue;
        }
        const { alert: alertname, labels, annotations } = rule;
        const forMs = Number.parseInt(rule.for ?? '0', 10) * 1_000;
        const now = afterEvaluation(
          { alertname, expr: rule.expr, forMs, labels, annotations },
          states.get(alertname) ?? new Map(),
          samples,
          at,
        );
        states.set(alertname, now);
        if ([...now.values()].some(({ state }) => state === 'firing')) fired[alertname] ??= since;
      }
  }
  return fired;
}

function seriesOf(name: string): Record<string, string> {
  const [kind = '', value = ''] = name.split(' ');
  if (kind === 'http') return { __name__: 'http', code: value };
  return kind === 'le' ? { __name__: 'seconds_bucket', le: value } : { __name__: kind };
}

describe('the rules, evaluated', () => {
  it('fire for what the runbook names, within an evaluation of its windows', () => {
    const bad = { errors: 300, slow: 300, failedConnections: 12 };
    const fired = firstFired(() => bad, 11);
    expect(Object.keys(fired).sort()).toEqual(['DatabaseConnectionFailures', 'ErrorRateSpike', 'LatencyDegradation']);
    // The limit lies within the first minute of trouble: that minute counts from the evaluation at which it is above.
    expect(fired.DatabaseConnectionFailures).toBeGreaterThanOrEqual(2.25);
    expect(fired.DatabaseConnectionFailures).toBeLessThanOrEqual(3.25);
    expect(fired.ErrorRateSpike).toBeGreaterThanOrEqual(4.25);
    expect(fired.ErrorRateSpike).toBeLessThanOrEqual(5.25);
    expect(fired.LatencyDegradation).toBeGreaterThanOrEqual(9.25);
    expect(fired.LatencyDegradation).toBeLessThanOrEqual(10.25);
  });

  it('fire for a budget that burns fast in both windows', () => {
    const { FastBurnRate } = firstFired(() => ({ errors: 600 }), 20);
    expect(FastBurnRate).toBeGreaterThan(0.288 * 60 - 1);
    expect(FastBurnRate).toBeLessThan(0.288 * 60 + 1);
  });

  it.each<[string, (minutes: number) => Traffic | undefined]>([
    ['trouble that ends before its time', (at) => (at < 1.5 ? { errors: 300, slow: 300, failedConnections: 12 } : {})],
    ['scrapes that stop', () => undefined],
    [
      'a gap in the trouble',
      (at) => (at > 1.4 && at < 3 ? undefined : at < 4.5 ? { errors: 300, slow: 300, failedConnections: 12 } : {}),
    ],
    ['little traffic', () => ({ requests: 8, errors: 8, slow: 8 })],
  ])('do not fire for %s', (_, trouble) => {
    expect(firstFired(trouble, 8)).toEqual({});
  });
});
