// Runbook › Post-Rollback Verification: the criteria, and what a reading means. Every window begins at restored.
import type { RecoveryCriteria } from '../catalogue/measured-entry.js';
import type { Check, Verification } from '../verification.js';
import { between, inWords } from './durations.js';
import { grouped, percent } from './wording.js';

export { compareVersion } from './version-check.js';

// Runbook › Monitor Metrics; minimumSample and freshConnections are Runback's own (design §1).
export const recoveryCriteria = {
  checkDashboardsFor: '15-30 minutes',
  watch: '15 minutes',
  watchAtMost: '30 minutes',
  monitor: '1 hour',
  minimumSample: 100,
  freshConnections: 20,
  errorRate: { words: 'Error rate returning to baseline (<2%)', below: 0.02 },
  latency: { words: 'Latency returning to normal (P95 <1.5s)', p95BelowSeconds: 1.5 },
  successRate: { words: 'Success rate >98%', above: 0.98 },
  newAlerts: { words: 'No new alerts triggered' },
  userTraffic: { words: 'User traffic stable' },
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
}

export interface RecoveryQuestion {
  readonly criteria: RecoveryCriteria;
  readonly minimumSample: number;
  readonly restoredAt: string;
  readonly now: string;
  /** Milliseconds that a window has to last before it counts. */
  readonly watchMs: number;
  readonly readings: RecoveryReadings;
}

/** What the readings mean: not full is "not yet", nothing measured or too few requests "could not measure". */
export function judgeRecovery(question: RecoveryQuestion): Verification {
  const { criteria, readings } = question;
  const { errorRate, successRate, p95 } = readings;
  const { p95BelowSeconds: p95Limit } = criteria;
  const checks: Check[] = [
    judged('Error rate', question, errorRate.requests, {
      value: errorRate.ratio,
      passes: (ratio) => ratio < criteria.errorRateBelow,
      shown: (ratio) => `errors ${percent(ratio)} (limit < ${percent(criteria.errorRateBelow)})`,
    }),
    successRate === undefined
      ? notConfigured('Success rate')
      : judged('Success rate', question, successRate.requests, {
          value: successRate.ratio,
          passes: (ratio) => ratio > criteria.successRateAbove,
          shown: (ratio) => `success ${percent(ratio)} (limit > ${percent(criteria.successRateAbove)})`,
        }),
    p95 === undefined || p95Limit === undefined
      ? notConfigured('Latency')
      : judged('Latency', question, p95.requests, {
          value: p95.seconds,
          passes: (seconds) => seconds < p95Limit,
          shown: (seconds) => `P95 ${inWords(seconds * 1_000)} (limit < ${inWords(p95Limit * 1_000)})`,
        }),
    notConfigured('New alerts'),
    notConfigured('User traffic'),
  ];
  return { verdict: verdictOf(checks), checks };
}

const notConfigured = (name: string): Check => ({
  name,
  verdict: 'not configured',
  evidence: 'the catalogue names no source for it',
});

interface Measurement {
  readonly value: number | null;
  readonly passes: (value: number) => boolean;
  readonly shown: (value: number) => string;
}

function judged(
  name: string,
  { restoredAt, now, watchMs, minimumSample }: RecoveryQuestion,
  requests: number | null,
  { value, passes, shown }: Measurement,
): Check {
  const measured = value !== null && Number.isFinite(value) ? value : undefined;
  const since = between(restoredAt, now);
  const sample = `${grouped(requests ?? 0)} requests since restored`;
  if (since < watchMs) {
    const soFar = measured === undefined ? 'nothing measured so far' : `${shown(measured)} so far, ${sample}`;
    return { name, verdict: 'not yet', evidence: `${inWords(since)} of ${inWords(watchMs)} watched: ${soFar}` };
  }
  if (measured === undefined) return { name, verdict: 'could not measure', evidence: 'no data since restored' };
  if ((requests ?? 0) < minimumSample) {
    const evidence = `${shown(measured)}, but only ${sample}; ${grouped(minimumSample)} are needed`;
    return { name, verdict: 'could not measure', evidence };
  }
  return { name, verdict: passes(measured) ? 'passed' : 'failed', evidence: `${shown(measured)}, ${sample}` };
}

export function verdictOf(checks: readonly Check[]): Verification['verdict'] {
  const has = (verdict: Check['verdict']) => checks.some((check) => check.verdict === verdict);
  if (has('not yet')) return 'not yet';
  if (has('failed')) return 'not recovered';
  return has('could not measure') || !has('passed') ? 'could not measure' : 'recovered';
}
