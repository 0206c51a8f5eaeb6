// Alerts that are told together: the first word after the group wait, changes at the group interval, repeats when due.
import type { Labels } from '../metrics/labels.js';
import type { Clock } from '../metrics/repeat.js';
import { type Delivery, deliver, type Receiver } from './deliver.js';
import { fingerprint } from './fingerprint.js';
import { type GroupNow, type LastDelivery, needsNotification } from './needs-notification.js';
import { type NotifiedAlert, webhookBody } from './webhook-body.js';

export interface GroupOptions {
  readonly receiver: Receiver;
  readonly externalUrl: string;
  readonly maximumAlerts: number;
  /** Real milliseconds, as all of these. */
  readonly groupWaitMs: number;
  readonly groupIntervalMs: number;
  readonly repeatIntervalMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onDelivery: (delivery: Delivery) => void;
}

export interface AlertGroup {
  /** Takes the newest state of an alert, by its fingerprint. */
  put(alert: NotifiedAlert): void;
  /** Resolves when the group is empty or the signal was aborted. */
  readonly ended: Promise<void>;
}

const shortestDeliveryMs = 10_000;

/** @param onEmpty called when everything resolved and was told: the group ends, and takes no more alerts */
export function createAlertGroup(groupLabels: Labels, options: GroupOptions, onEmpty: () => void): AlertGroup {
  const alerts = new Map<string, NotifiedAlert>();
  let last: LastDelivery | undefined;

  const flush = async (): Promise<void> => {
    const told = new Map(alerts);
    const now = groupNow(told, options.clock.now());
    if (needsNotification(now, last, options.repeatIntervalMs)) {
      const delivery = await tell([...told.values()], groupLabels, options);
      if (options.signal.aborted) return;
      options.onDelivery(delivery);
      if (delivery.outcome === 'given up') return;
      last = now;
    }
    for (const [key, alert] of told) {
      if (alert.state === 'resolved' && alerts.get(key) === alert) alerts.delete(key);
    }
  };

  const keepTelling = async (): Promise<void> => {
    await pause(options.groupWaitMs, options);
    while (!options.signal.aborted) {
      await flush();
      if (alerts.size === 0) return onEmpty();
      await pause(options.groupIntervalMs, options);
    }
  };

  return { put: (alert) => void alerts.set(fingerprint(alert.labels), alert), ended: keepTelling() };
}

function tell(
  alerts: readonly NotifiedAlert[],
  groupLabels: Labels,
  { receiver, externalUrl, maximumAlerts, groupIntervalMs, clock, signal }: GroupOptions,
): Promise<Delivery> {
  const body = webhookBody({ receiver: receiver.name ?? 'runback', externalUrl, groupLabels, alerts, maximumAlerts });
  return deliver(body, { receiver, clock, signal, giveUpAfterMs: Math.max(groupIntervalMs, shortestDeliveryMs) });
}

function groupNow(alerts: ReadonlyMap<string, NotifiedAlert>, atMs: number): GroupNow {
  const inState = (state: string): Set<string> =>
    new Set([...alerts].filter(([, alert]) => alert.state === state).map(([key]) => key));
  return { firing: inState('firing'), resolved: inState('resolved'), atMs };
}

async function pause(ms: number, { clock, signal }: GroupOptions): Promise<void> {
  await clock.sleep(ms, signal).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
