import { describe, expect, it } from 'vitest';

import { type Alerts, afterEvaluation } from '../../../sandbox/alerting/alert-states.js';
import type { AlertRule } from '../../../sandbox/alerting/rule.js';

const rule: AlertRule = {
  alertname: 'ErrorRateSpike',
  expr: 'rate > 0.05',
  forMs: 300,
  labels: { severity: 'critical', env: '{{ $labels.environment }}' },
  annotations: { summary: 'error rate {{ $value | humanizePercentage }} of {{$labels.service}}, {{ $value }}' },
};

const bad = [{ labels: { __name__: 'rate', service: 'a', environment: 'prod' }, value: 0.2123456 }];
const none: Alerts = new Map();

function statesAt(evaluations: readonly (readonly [number, typeof bad])[]): (string | undefined)[] {
  let alerts = none;
  return evaluations.map(([atMs, result]) => {
    alerts = afterEvaluation(rule, alerts, result, atMs);
    return [...alerts.values()][0]?.state;
  });
}

describe('the alerts of a rule', () => {
  it('are pending until the trouble has lasted, then fire, then are resolved once', () => {
    expect(
      statesAt([
        [0, bad],
        [100, bad],
        [299, bad],
        [300, bad],
        [400, bad],
        [500, []],
        [600, []],
      ]),
    ).toEqual(['pending', 'pending', 'pending', 'firing', 'firing', 'resolved', undefined]);
  });

  it('forget a trouble that went before it fired, and count anew', () => {
    expect(
      statesAt([
        [0, bad],
        [200, []],
        [300, bad],
        [500, bad],
        [600, bad],
      ]),
    ).toEqual(['pending', undefined, 'pending', 'pending', 'firing']);
  });

  it('start again as pending after they were resolved', () => {
    expect(
      statesAt([
        [0, bad],
        [300, bad],
        [400, []],
        [500, bad],
      ]),
    ).toEqual(['pending', 'firing', 'resolved', 'pending']);
  });

  it('fire at once without a duration', () => {
    const [alert] = afterEvaluation({ ...rule, forMs: 0 }, none, bad, 42).values();
    expect(alert).toMatchObject({ state: 'firing', activeAtMs: 42, firedAtMs: 42 });
  });

  it('carry the labels of series and rule, less the metric name, and expanded annotations', () => {
    const [alert] = afterEvaluation(rule, none, bad, 0).values();
    expect(alert?.labels).toEqual({
      alertname: 'ErrorRateSpike',
      service: 'a',
      environment: 'prod',
      env: 'prod',
      severity: 'critical',
    });
    expect(alert?.annotations).toEqual({ summary: 'error rate 21.23% of a, 0.2123456' });
  });

  it('keep the newest value while they last', () => {
    const before = afterEvaluation(rule, none, bad, 0);
    const [alert] = afterEvaluation(rule, before, [{ labels: bad[0]?.labels ?? {}, value: 0.5 }], 100).values();
    expect(alert).toMatchObject({ value: 0.5, activeAtMs: 0, annotations: { summary: 'error rate 50% of a, 0.5' } });
  });

  it('are one for each series, each with a life of its own', () => {
    const both = ['a', 'b'].map((service) => ({ labels: { service }, value: 1 }));
    const before = afterEvaluation(rule, none, both, 0);
    const after = afterEvaluation(rule, before, both.slice(0, 1), 300);
    expect([...after.values()].map(({ state, labels }) => [state, labels.service])).toEqual([['firing', 'a']]);
  });

  it('refuse two series that give the same alert', () => {
    const twice = ['x', 'y'].map((__name__) => ({ labels: { __name__ }, value: 1 }));
    expect(() => afterEvaluation(rule, none, twice, 0)).toThrow(/two alerts with the labels/);
  });
});
