// A rule's alerts from one evaluation to the next: pending, firing, resolved. Pure.
import { dropMetricName, type Labels, labelsKey, withoutEmptyLabels } from '../metrics/labels.js';
import type { InstantVector } from '../metrics/promql/vector.js';
import type { AlertRule } from './rule.js';
import { expandAll } from './template.js';

/** Pending: in the result, not yet for long enough. Resolved: it fired and is no longer in the result. */
export type AlertState = 'pending' | 'firing' | 'resolved';

export interface Alert {
  readonly state: AlertState;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly value: number;
  /** Milliseconds since the epoch. */
  readonly activeAtMs: number;
  readonly firedAtMs?: number;
  readonly resolvedAtMs?: number;
}

/** By their labels. */
export type Alerts = ReadonlyMap<string, Alert>;

/** The rule's alerts after an evaluation; one that resolved at the evaluation before is gone. */
export function afterEvaluation(rule: AlertRule, before: Alerts, result: InstantVector, atMs: number): Alerts {
  const now = new Map<string, Alert>();
  for (const { labels: series, value } of result) {
    const labels = alertLabels(rule, series, value);
    const key = labelsKey(labels);
    if (now.has(key)) throw sameLabels(rule, key);
    const annotations = expandAll(rule.annotations, series, value);
    const known = before.get(key);
    const active: Alert =
      known && known.state !== 'resolved'
        ? { ...known, annotations, value }
        : { state: 'pending', labels, annotations, value, activeAtMs: atMs };
    now.set(key, fireWhenDue(active, rule.forMs, atMs));
  }
  for (const [key, alert] of before) {
    if (!now.has(key) && alert.state === 'firing') now.set(key, { ...alert, state: 'resolved', resolvedAtMs: atMs });
  }
  return now;
}

function fireWhenDue(alert: Alert, forMs: number, atMs: number): Alert {
  const isDue = alert.state === 'pending' && atMs - alert.activeAtMs >= forMs;
  return isDue ? { ...alert, state: 'firing', firedAtMs: atMs } : alert;
}

function alertLabels(rule: AlertRule, series: Labels, value: number): Labels {
  const added = expandAll(rule.labels, series, value);
  return withoutEmptyLabels({ ...dropMetricName(series), ...added, alertname: rule.alertname });
}

function sameLabels({ alertname }: AlertRule, key: string): Error {
  return new Error(
    `The rule ${alertname} gives two alerts with the labels ${key}; let its expression keep a label that tells them apart.`,
  );
}
