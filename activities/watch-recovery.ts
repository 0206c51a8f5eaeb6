// Runbook › Monitor Metrics: the watch. Every window begins at restored; it ends when full and clear, or at its latest end.
import { setTimeout as sleep } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { CancelledFailure } from '@temporalio/common';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { defined } from '../src/client/defined.js';
import { failure } from '../src/failures.js';
import { judgeBackingServices } from '../src/runbook/health-checks.js';
import { judgeRecovery, type RatioReading, verdictOf } from '../src/runbook/post-rollback-verification.js';
import type { Check, Verification } from '../src/verification.js';
import type { Activities } from './activities.js';
import { readAlertsSince } from './alerts-since.js';
import { askBackingServices } from './backing-services.js';
import { readSinceRestored } from './recovery-readings.js';

type Question = Parameters<Activities['watchRecovery']>[0];

// Two heartbeats are at most a poll and this apart.
const longestAnswer = 5_000;
const noReading: RatioReading = { ratio: null, requests: null };

/** Begins anew on another worker without loss: all it needs is when production was restored. */
export async function watchRecovery(question: Question): Promise<Verification> {
  const { entry, restoredAt, before } = question;
  const { cancellationSignal } = Context.current();
  const { watchAtMost, metricsPoll } = entry.timings;
  const latestEnd = Date.parse(restoredAt) + watchAtMost;
  for (;;) {
    const now = Date.now();
    const [measured, standsOn] = await Promise.all([evaluate(question, now), ask(entry)]);
    const seen = together(measured, judgeBackingServices(standsOn, before));
    Context.current().heartbeat({ at: new Date(now).toISOString(), sentence: sentenceOf(seen) });
    if (cancellationSignal.aborted) return stopped(seen);
    if (entry.prometheus === undefined || seen.verdict === 'recovered' || now >= latestEnd) return seen;
    const wait = Math.max(1, Math.min(metricsPoll, latestEnd - now));
    await sleep(wait, undefined, { signal: cancellationSignal }).catch(() => undefined);
    if (cancellationSignal.aborted) return stopped(seen);
  }
}

const asking = ({ timings }: CatalogueEntry) => ({
  withinMs: Math.min(timings.httpTimeout, longestAnswer),
  signal: Context.current().cancellationSignal,
});

const ask = (entry: CatalogueEntry) => askBackingServices(entry, asking(entry));

/** What the service stands on counts as it is now; only the metrics have a window. */
function together({ verdict, checks }: Verification, standsOn: readonly Check[]): Verification {
  const all = [...checks, ...standsOn];
  return { verdict: verdict === 'recovered' ? verdictOf(all) : verdict, checks: all };
}

/** What is known since restored at this moment. Without a Prometheus it is known at once that nothing can be measured. */
async function evaluate(
  { entry, restoredAt, trafficBefore, heardByWebhook = false }: Question,
  now: number,
): Promise<Verification> {
  const { prometheus, recovery, minimumSample, timings } = entry;
  const question = { criteria: recovery, minimumSample, restoredAt, now: new Date(now).toISOString() };
  if (prometheus === undefined) {
    const judged = judgeRecovery({ ...question, watchMs: 0, readings: { errorRate: noReading } });
    return withReason(judged, 'the catalogue names no Prometheus');
  }
  const since = { restoredAt: Date.parse(restoredAt), now, ...asking(entry), ...defined({ trafficBefore }) };
  const [{ readings, steps, why }, alerts] = await Promise.all([
    readSinceRestored({ ...entry, prometheus }, since),
    readAlertsSince({ entry, restoredAt, heardByWebhook }, asking(entry)),
  ]);
  const { watch: watchMs, errorRateMinute: step } = timings;
  const window = { watchMs, steps, stepsNeeded: Math.floor(watchMs / step + 1e-6) };
  return withReason(judgeRecovery({ ...question, ...window, readings: { ...readings, ...defined({ alerts }) } }), why);
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
