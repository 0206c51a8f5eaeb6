// Runbook › Monitor Metrics: the watch. Every window begins at restored; it ends when full and clear, or at its latest end.
import { setTimeout as sleep } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { CancelledFailure } from '@temporalio/common';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { failure } from '../src/failures.js';
import { withWindow } from '../src/promql.js';
import { judgeBackingServices } from '../src/runbook/health-checks.js';
import {
  judgeRecovery,
  type RatioReading,
  type RecoveryReadings,
  verdictOf,
} from '../src/runbook/post-rollback-verification.js';
import type { Check, Verification } from '../src/verification.js';
import type { Activities } from './activities.js';
import { askBackingServices } from './backing-services.js';
import { prometheusAt } from './prometheus.js';

type Question = Parameters<Activities['watchRecovery']>[0];

const shortestWindow = 1_000;
// Two heartbeats are at most a poll and this apart.
const longestAnswer = 5_000;
const noReading: RatioReading = { ratio: null, requests: null };

/** Begins anew on another worker without loss: all it needs is when production was restored. */
export async function watchRecovery({ entry, restoredAt, before }: Question): Promise<Verification> {
  const { cancellationSignal } = Context.current();
  const { watchAtMost, metricsPoll } = entry.timings;
  const latestEnd = Date.parse(restoredAt) + watchAtMost;
  for (;;) {
    const now = Date.now();
    const [measured, standsOn] = await Promise.all([evaluate(entry, restoredAt, now), ask(entry)]);
    const seen = together(measured, judgeBackingServices(standsOn, before));
    Context.current().heartbeat({ at: new Date(now).toISOString(), sentence: sentenceOf(seen) });
    if (cancellationSignal.aborted) return stopped(seen);
    if (entry.prometheus === undefined || seen.verdict === 'recovered' || now >= latestEnd) return seen;
    const wait = Math.max(1, Math.min(metricsPoll, latestEnd - now));
    await sleep(wait, undefined, { signal: cancellationSignal }).catch(() => undefined);
    if (cancellationSignal.aborted) return stopped(seen);
  }
}

const ask = (entry: CatalogueEntry) =>
  askBackingServices(entry, {
    withinMs: Math.min(entry.timings.httpTimeout, longestAnswer),
    signal: Context.current().cancellationSignal,
  });

/** What the service stands on counts as it is now; only the metrics have a window. */
function together({ verdict, checks }: Verification, standsOn: readonly Check[]): Verification {
  const all = [...checks, ...standsOn];
  return { verdict: verdict === 'recovered' ? verdictOf(all) : verdict, checks: all };
}

/** What the metrics since restored say at this moment. Without a Prometheus it is known at once that nothing can be. */
async function evaluate(entry: CatalogueEntry, restoredAt: string, now: number): Promise<Verification> {
  const { prometheus, recovery, minimumSample, timings } = entry;
  const question = { criteria: recovery, minimumSample, restoredAt, now: new Date(now).toISOString() };
  if (prometheus === undefined) {
    const judged = judgeRecovery({ ...question, watchMs: 0, readings: { errorRate: noReading } });
    return withReason(judged, 'the catalogue names no Prometheus');
  }
  const { readings, why } = await readSince(entry, prometheus, Date.parse(restoredAt), now);
  return withReason(judgeRecovery({ ...question, watchMs: timings.watch, readings }), why);
}

async function readSince(
  { timings }: CatalogueEntry,
  { url, queries }: NonNullable<CatalogueEntry['prometheus']>,
  restoredAt: number,
  now: number,
): Promise<{ readonly readings: RecoveryReadings; readonly why?: string | undefined }> {
  const within = Math.min(timings.httpTimeout, longestAnswer);
  const api = prometheusAt(url, within, Context.current().cancellationSignal);
  const window = now - restoredAt;
  let why: string | undefined;
  const read = async (query: string | undefined): Promise<number | null> => {
    if (query === undefined || window < shortestWindow) return null;
    // A Prometheus that does not answer is no data; the watch goes on and asks again.
    return api.valueAt(withWindow(query, window), now).catch((error: unknown) => {
      why = error instanceof Error ? error.message : String(error);
      return null;
    });
  };
  const [errorRate, requests, successRate, p95] = await Promise.all([
    read(queries.errorRate),
    read(queries.requests),
    read(queries.successRate),
    read(queries.p95Seconds),
  ]);
  const readings = {
    errorRate: { ratio: errorRate, requests },
    ...(queries.successRate === undefined ? {} : { successRate: { ratio: successRate, requests } }),
    ...(queries.p95Seconds === undefined ? {} : { p95: { seconds: p95, requests } }),
  };
  return { readings, why };
}

function withReason({ verdict, checks }: Verification, why: string | undefined): Verification {
  if (why === undefined) return { verdict, checks };
  const reasoned = checks.map((check) =>
    check.verdict === 'could not measure' ? { ...check, evidence: `${check.evidence} (${why.slice(0, 300)})` } : check,
  );
  return { verdict, checks: reasoned };
}

/** The workflow asked to stop: what was seen so far is no verdict. Otherwise another attempt goes on. */
function stopped(seen: Verification): Verification {
  const details = Context.current().cancellationDetails;
  if (details?.workerShutdown === true) {
    throw failure('NotYet', {
      attempted: 'Watching recovery',
      cameBack: 'this worker stops',
      next: 'Another worker goes on',
    });
  }
  if (details?.cancelRequested === true) return { verdict: 'not verified', checks: seen.checks };
  throw new CancelledFailure('The activity was paused, reset, or nobody waits for it any more');
}

const sentenceOf = ({ verdict, checks }: Verification): string =>
  [
    verdict,
    ...checks.filter((check) => check.verdict !== 'not configured').map(({ name, evidence }) => `${name}: ${evidence}`),
  ].join(' · ');
