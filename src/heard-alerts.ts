// The alerts that a run was told of by webhook, and which of them began since restored. Pure.
import type { Alert, AlertMark, RollbackRequest } from './rollback.js';
import { type FiringAlert, isNew, listed, newAlertsCheck } from './runbook/new-alerts.js';
import { verdictOf } from './runbook/post-rollback-verification.js';
import type { Verification } from './verification.js';

export interface HeardAlert extends FiringAlert {
  /** Tells one alert from another. */
  readonly key: string;
  readonly status: 'firing' | 'resolved';
}

const keptAtMost = 300;

type Signalled = AlertMark & Pick<Alert, 'also'>;

/** What is known after a signal, which may stand for several alerts. `at`: when it came, ISO. */
export const withAlert = (heard: readonly HeardAlert[], { also = [], ...alert }: Signalled, at: string): HeardAlert[] =>
  [alert, ...also].reduce<HeardAlert[]>((all, each) => withOne(all, each, at), [...heard]);

/** What began the run, where that was an alert. */
export const firstHeard = ({ trigger, reason }: RollbackRequest, at: string): HeardAlert[] =>
  trigger?.kind === 'alert' ? withAlert([], { ...trigger, name: trigger.name ?? reason, status: 'firing' }, at) : [];

function withOne(heard: readonly HeardAlert[], alert: AlertMark, at: string): HeardAlert[] {
  const key = alert.fingerprint ?? alert.name;
  const former = heard.find((each) => each.key === key);
  const { name, status } = alert;
  // Without a time of its own it began when it was first heard of, or when it came back.
  const goesOn = former !== undefined && (former.status === 'firing' || status === 'resolved');
  const since = alert.startsAt ?? (goesOn ? former.since : at);
  const all = [...heard.filter((each) => each.key !== key), { key, name, status, since }];
  return all.length > keptAtMost ? withoutOne(all) : all;
}

/** One that is over, else the oldest. */
function withoutOne(all: readonly HeardAlert[]): HeardAlert[] {
  const over = all.findIndex(({ status }) => status === 'resolved');
  return all.toSpliced(Math.max(0, over), 1);
}

export const firingSince = (heard: readonly HeardAlert[], restoredAt: string): HeardAlert[] =>
  heard.filter((alert) => alert.status === 'firing' && isNew(alert, restoredAt));

/** A verdict as it is once the alerts that came by webhook are counted. Where nothing was verified, nothing is. */
export function withHeardAlerts(seen: Verification, heard: readonly HeardAlert[], restoredAt: string): Verification {
  if (seen.verdict === 'not verified') return seen;
  const firing = firingSince(heard, restoredAt);
  const over = heard.filter((alert) => alert.status === 'resolved' && isNew(alert, restoredAt));
  if (firing.length === 0 && over.length === 0) return seen;
  const asked = seen.checks.find(({ name }) => name === newAlertsCheck);
  const said = [
    ...(firing.length === 0 ? [] : [`${listed(firing)} (webhooks)`]),
    ...(asked !== undefined && (asked.verdict === 'failed' || firing.length === 0) ? [asked.evidence] : []),
    ...(over.length === 0 ? [] : [`resolved since: ${listed(over)}`]),
  ];
  const check = {
    name: newAlertsCheck,
    verdict: firing.length > 0 ? 'failed' : (asked?.verdict ?? 'passed'),
    evidence: said.join('; '),
  } as const;
  const checks = seen.checks.some(({ name }) => name === newAlertsCheck)
    ? seen.checks.map((each) => (each.name === newAlertsCheck ? check : each))
    : [...seen.checks, check];
  return { verdict: verdictOf(checks), checks };
}

/** Only the alerts that came by webhook stand against it: they may still end. */
export const onlyAlertsStand = (seen: Verification, withThem: Verification): boolean =>
  seen.verdict === 'recovered' && withThem.verdict === 'not recovered';
