// Runbook › Post-Rollback Verification: the criteria, and what a reading means. Every window begins at restored.
import type { RecoveryCriteria } from '../catalogue/measured-entry.js';
import type { Check, Verification } from '../verification.js';
import { type AgentReading, judgeAgents } from './agents.js';
import { type AlertsOfSource, judgeNewAlerts } from './new-alerts.js';
import { judgeSince, type RecoveryWindow } from './recovery-window.js';
import { judgeTraffic, type TrafficReading } from './user-traffic.js';
import { inSeconds, percent } from './wording.js';

export { compareVersion } from './version-check.js';

// Runbook › Monitor Metrics; minimumSample, freshConnections and what is stable are Runback's own (design §1).
export const recoveryCriteria = {
  checkDashboardsFor: '15-30 minutes',
  watch: '15 minutes',
  watchAtMost: '30 minutes',
  monitor: '1 hour',
  minimumSample: 100,
  minimumSampleOfAgent: 50,
  freshConnections: 20,
  errorRate: { words: 'Error rate returning to baseline (<2%)', below: 0.02 },
  latency: { words: 'Latency returning to normal (P95 <1.5s)', p95BelowSeconds: 1.5 },
  successRate: { words: 'Success rate >98%', above: 0.98 },
  newAlerts: { words: 'No new alerts triggered' },
  userTraffic: { words: 'User traffic stable', within: 0.3 },
} as const;

/** A ratio 0–1 over the time since restored; null where nothing was measured. */
export interface RatioReading {
  readonly ratio: number | null;
  readonly requests: number | null;
}

export interface RecoveryReadings {
  readonly errorRate: RatioReading;
  readonly successRate?: RatioReading;
  readonly p95?: { readonly seconds: number | null; readonly requests: number | null };
  readonly traffic?: TrafficReading;
  /** Of each source that can be asked for the alerts that began since restored. */
  readonly alerts?: readonly AlertsOfSource[];
  readonly agents?: readonly AgentReading[];
}

export interface RecoveryQuestion extends RecoveryWindow {
  readonly criteria: RecoveryCriteria;
  readonly minimumSample: number;
  readonly readings: RecoveryReadings;
}

/** What the readings mean, in the runbook's order; what the catalogue names no source or no limit for is not configured. */
export function judgeRecovery(question: RecoveryQuestion): Verification {
  const { alerts, agents = [] } = question.readings;
  const checks: Check[] = [
    judgeErrors(question),
    judgeSuccess(question),
    judgeP95(question),
    alerts === undefined ? notConfigured('New alerts') : judgeNewAlerts(question, alerts),
    judgeUserTraffic(question),
    ...judgeAgents(question, agents),
  ];
  return { verdict: verdictOf(checks), checks };
}

const notConfigured = (name: string): Check => ({
  name,
  verdict: 'not configured',
  evidence: 'the catalogue names no source for it',
});

function judgeErrors(question: RecoveryQuestion): Check {
  const { criteria, minimumSample, readings } = question;
  return judgeSince(question, {
    name: 'Error rate',
    requests: readings.errorRate.requests,
    minimumSample,
    value: readings.errorRate.ratio,
    atMost: 1,
    passes: (ratio) => ratio < criteria.errorRateBelow,
    shown: (ratio) => `errors ${percent(ratio)} (limit < ${percent(criteria.errorRateBelow)})`,
  });
}

function judgeSuccess(question: RecoveryQuestion): Check {
  const { criteria, minimumSample, readings } = question;
  const { successRate } = readings;
  if (successRate === undefined) return notConfigured('Success rate');
  return judgeSince(question, {
    name: 'Success rate',
    requests: successRate.requests,
    minimumSample,
    value: successRate.ratio,
    atMost: 1,
    passes: (ratio) => ratio > criteria.successRateAbove,
    shown: (ratio) => `success ${percent(ratio)} (limit > ${percent(criteria.successRateAbove)})`,
  });
}

function judgeP95(question: RecoveryQuestion): Check {
  const { criteria, minimumSample, readings } = question;
  const { p95BelowSeconds: limit } = criteria;
  if (readings.p95 === undefined || limit === undefined) return notConfigured('Latency');
  return judgeSince(question, {
    name: 'Latency',
    requests: readings.p95.requests,
    minimumSample,
    value: readings.p95.seconds,
    passes: (seconds) => seconds < limit,
    shown: (seconds) => `P95 ${inSeconds(seconds)} (limit < ${inSeconds(limit)})`,
  });
}

function judgeUserTraffic(question: RecoveryQuestion): Check {
  const { criteria, minimumSample, readings } = question;
  const { trafficWithin: within } = criteria;
  if (readings.traffic === undefined || within === undefined) return notConfigured('User traffic');
  return judgeTraffic(question, readings.errorRate.requests, readings.traffic, { within, minimumSample });
}

export function verdictOf(checks: readonly Check[]): Verification['verdict'] {
  const count = checks.filter(({ aside }) => aside !== true);
  const has = (verdict: Check['verdict']) => count.some((check) => check.verdict === verdict);
  if (has('not yet')) return 'not yet';
  if (has('failed')) return 'not recovered';
  return has('could not measure') || !has('passed') ? 'could not measure' : 'recovered';
}
