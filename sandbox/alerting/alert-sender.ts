// Prometheus' rules and Alertmanager's notifications in one: evaluates, groups, and posts webhooks.
import { keepLabels, type Labels, labelsKey } from '../metrics/labels.js';
import { type Clock, type Repetition, realClock, repeat } from '../metrics/repeat.js';
import { type AlertGroup, createAlertGroup, type GroupOptions } from './alert-group.js';
import { type Alert, type Alerts, afterEvaluation } from './alert-states.js';
import type { Delivery, Receiver } from './deliver.js';
import { graphUrl } from './graph-url.js';
import type { AlertRule, EvaluateRule } from './rule.js';
import { expandAll } from './template.js';

export interface AlertSenderOptions {
  readonly evaluate: EvaluateRule;
  readonly rules: readonly AlertRule[];
  /** Real milliseconds, as all durations here. */
  readonly evaluationIntervalMs: number;
  /** From a group's first alert to its first webhook. */
  readonly groupWaitMs: number;
  /** Between looks at a group that was told before; default the evaluation interval. */
  readonly groupIntervalMs?: number;
  readonly repeatIntervalMs: number;
  readonly receiver: Receiver;
  /** Alerts that agree in these labels are told together; default alertname and service. */
  readonly groupBy?: readonly string[];
  /** At most so many alerts in a webhook; default 0, no limit. */
  readonly maximumAlerts?: number;
  /** The base address of the `generatorURL`s and of `externalURL`. */
  readonly prometheusUrl?: string;
  readonly clock?: Clock;
  /** A rule that could not be evaluated, or a webhook that was not delivered: nothing is lost silently. */
  readonly onTrouble?: (reason: string) => void;
  readonly onDelivery?: (delivery: Delivery) => void;
}

export interface AlertSender {
  start(): void;
  stop(): Promise<void>;
  /** Pending, firing and just resolved, of all rules. */
  alerts(): readonly Alert[];
}

/** @throws Error when a rule's template cannot be expanded */
export function createAlertSender(options: AlertSenderOptions): AlertSender {
  const { rules, evaluationIntervalMs, clock = realClock } = options;
  for (const { labels, annotations } of rules) expandAll({ ...labels, ...annotations }, {}, 0);
  const stopping = new AbortController();
  const states = new Map<AlertRule, Alerts>(rules.map((rule) => [rule, new Map()]));
  const groups = new Map<string, AlertGroup>();
  const groupOptions = withDefaults(options, clock, stopping.signal);
  let repetition: Repetition | undefined;

  const evaluateRules = async (): Promise<void> => {
    for (const rule of rules) {
      const alerts = await evaluateRule(rule, states.get(rule) ?? new Map(), clock.now(), options);
      states.set(rule, alerts);
      for (const alert of alerts.values()) if (alert.state !== 'pending') route(rule, alert);
    }
  };

  const route = (rule: AlertRule, alert: Alert): void => {
    const groupLabels = keepLabels(alert.labels, options.groupBy ?? ['alertname', 'service']);
    groupOf(groups, groupLabels, groupOptions).put({ ...alert, generatorURL: generatorUrl(rule, options) });
  };

  return {
    start() {
      repetition ??= repeat(clock, evaluationIntervalMs, evaluateRules);
    },
    async stop() {
      stopping.abort();
      await repetition?.stop();
      await Promise.all([...groups.values()].map(({ ended }) => ended));
    },
    alerts: () => [...states.values()].flatMap((alerts) => [...alerts.values()]),
  };
}

/** A rule that cannot be evaluated keeps its alerts as they are, as in Prometheus: not knowing resolves nothing. */
async function evaluateRule(
  rule: AlertRule,
  before: Alerts,
  atMs: number,
  { evaluate, onTrouble }: AlertSenderOptions,
): Promise<Alerts> {
  try {
    return afterEvaluation(rule, before, await evaluate(rule.expr, atMs), atMs);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    onTrouble?.(`The alert rule ${rule.alertname} could not be evaluated: ${reason}`);
    return before;
  }
}

function groupOf(groups: Map<string, AlertGroup>, groupLabels: Labels, options: GroupOptions): AlertGroup {
  const key = labelsKey(groupLabels);
  const known = groups.get(key);
  if (known) return known;
  const group = createAlertGroup(groupLabels, options, () => groups.delete(key));
  groups.set(key, group);
  return group;
}

function withDefaults(options: AlertSenderOptions, clock: Clock, signal: AbortSignal): GroupOptions {
  const { receiver, groupWaitMs, repeatIntervalMs, evaluationIntervalMs, onTrouble, onDelivery } = options;
  return {
    receiver,
    externalUrl: options.prometheusUrl ?? '',
    maximumAlerts: options.maximumAlerts ?? 0,
    groupWaitMs,
    groupIntervalMs: options.groupIntervalMs ?? evaluationIntervalMs,
    repeatIntervalMs,
    clock,
    signal,
    onDelivery(delivery) {
      onDelivery?.(delivery);
      if (delivery.outcome !== 'delivered') onTrouble?.(delivery.reason);
    },
  };
}

function generatorUrl({ generatorURL, expr }: AlertRule, { prometheusUrl }: AlertSenderOptions): string {
  return generatorURL ?? (prometheusUrl === undefined ? '' : graphUrl(prometheusUrl, expr));
}
