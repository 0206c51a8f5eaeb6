// What Prometheus says of the time since restored: each figure over that whole time, and its steps one by one.
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { averageOfSteps, countOfSteps, withWindow } from '../src/promql.js';
import type { AgentReading } from '../src/runbook/agents.js';
import type { RecoveryReadings } from '../src/runbook/post-rollback-verification.js';
import type { TrafficBaseline, TrafficReading } from '../src/runbook/user-traffic.js';
import { type Prometheus, prometheusAt } from './prometheus.js';

type Measured = CatalogueEntry & { readonly prometheus: NonNullable<CatalogueEntry['prometheus']> };

export interface Since {
  /** Milliseconds since the epoch. */
  readonly restoredAt: number;
  readonly now: number;
  readonly withinMs: number;
  readonly signal: AbortSignal;
  readonly trafficBefore?: TrafficBaseline;
}

export interface SinceRestored {
  readonly readings: RecoveryReadings;
  readonly steps: readonly (number | null)[];
  /** Of the last question without an answer. */
  readonly why?: string;
}

const shortestWindow = 1_000;

interface Asking {
  readonly prometheus: Prometheus;
  readonly now: number;
  /** A Prometheus that does not answer is no data; the watch goes on and asks again. */
  readonly tried: <T>(answer: Promise<T>, otherwise: T) => Promise<T>;
}

/** Never throws. */
export async function readSinceRestored(entry: Measured, since: Since): Promise<SinceRestored> {
  let why: string | undefined;
  const tried = <T>(answer: Promise<T>, otherwise: T): Promise<T> =>
    answer.catch((error: unknown) => {
      why = error instanceof Error ? error.message : String(error);
      return otherwise;
    });
  const prometheus = prometheusAt(entry.prometheus.url, since.withinMs, since.signal);
  const asking = { prometheus, now: since.now, tried };
  const [figures, steps, traffic, agents] = await Promise.all([
    figuresSince(entry, since, asking),
    stepsSince(entry, since, asking),
    since.trafficBefore && trafficBefore(entry, since.trafficBefore, asking),
    agentsSince(entry, since, asking),
  ]);
  const readings = { ...figures, ...(traffic === undefined ? {} : { traffic }), agents };
  return { readings, steps, ...(why === undefined ? {} : { why }) };
}

const readerOf =
  ({ restoredAt, now }: Since, { prometheus, tried }: Asking) =>
  async (query: string | undefined): Promise<number | null> =>
    query === undefined || now - restoredAt < shortestWindow
      ? null
      : tried(prometheus.valueAt(withWindow(query, now - restoredAt), now), null);

async function figuresSince({ prometheus: { queries } }: Measured, since: Since, asking: Asking) {
  const read = readerOf(since, asking);
  const [errorRate, requests, successRate, p95] = await Promise.all([
    read(queries.errorRate),
    read(queries.requests),
    read(queries.successRate),
    read(queries.p95Seconds),
  ]);
  return {
    errorRate: { ratio: errorRate, requests },
    ...(queries.successRate === undefined ? {} : { successRate: { ratio: successRate, requests } }),
    ...(queries.p95Seconds === undefined ? {} : { p95: { seconds: p95, requests } }),
  };
}

/** Requests of each whole step, counted back from now; the oldest begins at restored or later. */
async function stepsSince(
  { prometheus: { queries }, timings: { errorRateMinute: step } }: Measured,
  { restoredAt, now }: Since,
  { prometheus, tried }: Asking,
): Promise<readonly (number | null)[]> {
  const count = Math.floor((now - restoredAt) / step);
  if (count < 1) return [];
  const range = { from: now - (count - 1) * step, to: now, step };
  const samples = await tried(prometheus.valuesBetween(withWindow(queries.requests, step), range), []);
  return samples.map(({ value }) => value);
}

async function trafficBefore(
  { prometheus: { queries }, timings }: Measured,
  baseline: TrafficBaseline,
  { prometheus, tried }: Asking,
): Promise<TrafficReading> {
  const { errorRateBaseline: overMs, errorRateMinute: step } = timings;
  const until = Date.parse(baseline.until);
  const each = { over: overMs, step };
  const [perStep, measured] = await Promise.all([
    tried(prometheus.valueAt(averageOfSteps(queries.requests, each), until), null),
    tried(prometheus.valueAt(countOfSteps(queries.requests, each), until), null),
  ]);
  const perMinute = perStep === null ? null : (perStep * 60_000) / step;
  return { baseline, perMinute, measured, steps: Math.round(overMs / step), overMs };
}

function agentsSince(
  { prometheus: { queries }, agents = [] }: Measured,
  since: Since,
  asking: Asking,
): Promise<AgentReading[]> {
  const read = readerOf(since, asking);
  return Promise.all(
    agents.map(async (agent) => {
      const of = (query: string | undefined) => read(query?.replaceAll('{{agent}}', agent.name));
      const [errorRate, requests] = await Promise.all([of(queries.agentErrorRate), of(queries.agentRequests)]);
      return { ...agent, errorRate, requests };
    }),
  );
}
