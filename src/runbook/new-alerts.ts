// Runbook › Monitor Metrics › "No new alerts triggered": what began since restored and is not over. An older one is no new one.
import type { Fact } from '../rollback.js';
import type { Check } from '../verification.js';
import { notFull, type RecoveryWindow } from './recovery-window.js';
import { clock, oneLine } from './wording.js';

export interface FiringAlert {
  readonly name: string;
  /** ISO time. */
  readonly since: string;
}

/** What one source says of the alerts that fire now. */
export interface AlertsOfSource {
  readonly source: 'Alertmanager' | 'PagerDuty' | 'webhooks';
  readonly firing: Fact<readonly FiringAlert[]>;
}

export const newAlertsCheck = 'New alerts';

export const isNew = ({ since }: FiringAlert, restoredAt: string): boolean =>
  !(Date.parse(since) <= Date.parse(restoredAt));

/** One source that answers is enough to know of an alert, and to know of none; those that do not are named. */
export function judgeNewAlerts(window: RecoveryWindow, sources: readonly AlertsOfSource[]): Check {
  const name = newAlertsCheck;
  const { restoredAt } = window;
  const read = sources.flatMap(({ source, firing }) =>
    firing.state === 'known' ? [{ source, all: firing.value }] : [],
  );
  const found = read.flatMap(({ source, all }) =>
    all.filter((alert) => isNew(alert, restoredAt)).map((alert) => ({ source, ...alert })),
  );
  const unread = sources.flatMap(({ source, firing }) =>
    firing.state === 'unknown' ? [`${source} could not be read: ${firing.why}`] : [],
  );
  const evidence = oneLine(
    [...(read.length === 0 ? [] : [found.length === 0 ? noneBy(read) : allOf(found)]), ...unread].join('; '),
    500,
  );
  const early = notFull(window, evidence);
  if (early !== undefined) return { name, ...early };
  if (read.length === 0) return { name, verdict: 'could not measure', evidence };
  return { name, verdict: found.length === 0 ? 'passed' : 'failed', evidence };
}

const noneBy = (read: readonly { readonly source: string }[]): string =>
  `none since restored (${read.map(({ source }) => source).join(', ')})`;

const mostNamed = 5;

const allOf = (found: readonly (FiringAlert & { readonly source: string })[]): string =>
  `${listed(found)} (${[...new Set(found.map(({ source }) => source))].join(', ')})`;

/** "HighLatency since 03:12 UTC, and 3 more". */
export function listed(alerts: readonly FiringAlert[]): string {
  const named = alerts.slice(0, mostNamed).map(({ name, since }) => `${oneLine(name, 80)} since ${timeOf(since)}`);
  const more = alerts.length - named.length;
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}

const timeOf = (at: string): string => (Number.isNaN(Date.parse(at)) ? 'an unknown time' : clock(at));
