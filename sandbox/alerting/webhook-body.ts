// The body of an Alertmanager webhook, version 4: every field of a captured delivery, in its order.
import { describeLabels, type Labels, labelsKey } from '../metrics/labels.js';
import type { Alert } from './alert-states.js';
import { fingerprint } from './fingerprint.js';

export interface WebhookAlert {
  readonly status: 'firing' | 'resolved';
  readonly labels: Labels;
  readonly annotations: Labels;
  /** RFC 3339. */
  readonly startsAt: string;
  /** `0001-01-01T00:00:00Z` while it fires. */
  readonly endsAt: string;
  readonly generatorURL: string;
  readonly fingerprint: string;
}

export interface WebhookBody {
  readonly receiver: string;
  readonly status: 'firing' | 'resolved';
  readonly alerts: readonly WebhookAlert[];
  readonly groupLabels: Labels;
  readonly commonLabels: Labels;
  readonly commonAnnotations: Labels;
  readonly externalURL: string;
  readonly version: '4';
  readonly groupKey: string;
  readonly truncatedAlerts: number;
}

export interface NotifiedAlert extends Alert {
  readonly generatorURL: string;
}

export interface Notification {
  readonly receiver: string;
  readonly externalUrl: string;
  readonly groupLabels: Labels;
  /** Firing or resolved, at least one. */
  readonly alerts: readonly NotifiedAlert[];
  /** So many at most are sent, the rest is counted; 0 is no limit. */
  readonly maximumAlerts: number;
}

export function webhookBody(notification: Notification): WebhookBody {
  const { receiver, externalUrl, groupLabels, maximumAlerts } = notification;
  const all = notification.alerts.toSorted((a, b) => (labelsKey(a.labels) < labelsKey(b.labels) ? -1 : 1));
  const sent = maximumAlerts > 0 ? all.slice(0, maximumAlerts) : all;
  return {
    receiver,
    status: all.some(({ state }) => state === 'firing') ? 'firing' : 'resolved',
    alerts: sent.map(webhookAlert),
    groupLabels,
    commonLabels: inCommon(sent.map(({ labels }) => labels)),
    commonAnnotations: inCommon(sent.map(({ annotations }) => annotations)),
    externalURL: externalUrl,
    version: '4',
    groupKey: groupKey(groupLabels),
    truncatedAlerts: all.length - sent.length,
  };
}

/** With the default route's empty matcher before the group's labels. */
function groupKey(groupLabels: Labels): string {
  return `{}:${describeLabels(groupLabels)}`;
}

function webhookAlert(alert: NotifiedAlert): WebhookAlert {
  const { labels, annotations, generatorURL, firedAtMs, activeAtMs, resolvedAtMs } = alert;
  return {
    status: alert.state === 'firing' ? 'firing' : 'resolved',
    labels: inOrder(labels),
    annotations: inOrder(annotations),
    startsAt: goTime(firedAtMs ?? activeAtMs),
    endsAt: resolvedAtMs === undefined ? '0001-01-01T00:00:00Z' : goTime(resolvedAtMs),
    generatorURL,
    fingerprint: fingerprint(labels),
  };
}

function inCommon([first = {}, ...others]: readonly Labels[]): Labels {
  return inOrder(
    Object.fromEntries(Object.entries(first).filter(([name, value]) => others.every((other) => other[name] === value))),
  );
}

function inOrder(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** RFC 3339 as Go writes it: no zeros at the end of the fraction. */
function goTime(timeMs: number): string {
  return new Date(timeMs).toISOString().replace(/\.?0+Z$/, 'Z');
}
