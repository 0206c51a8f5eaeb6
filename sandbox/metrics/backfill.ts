import { type Labels, metricName } from './labels.js';
import type { MetricsStore } from './store.js';

export interface Baseline {
  readonly metric: string;
  /** `backfilled="true"` is added: nobody shall take it for measured traffic. */
  readonly labels: Labels;
  /** Milliseconds since the epoch, both included. */
  readonly from: number;
  readonly to: number;
  readonly stepMs: number;
  readonly perSecond: number;
}

export interface RequestBaseline extends Omit<Baseline, 'metric'> {
  /** Share of the requests answered 500, 0–1. */
  readonly errorRate: number;
}

/**
 * Writes a counter that rose evenly from 0, one sample a step, and ends it with a stale mark one millisecond after `to`.
 * @throws RangeError when the times or the rate make no counter
 */
export function backfill(store: MetricsStore, { metric, labels, from, to, stepMs, perSecond }: Baseline): void {
  if (!(from <= to && stepMs > 0 && perSecond >= 0)) {
    throw new RangeError(
      `Cannot back-fill ${metric}: it takes from ≤ to, a step above 0 ms and a rate of 0 or more, but got from ${from} to ${to}, a step of ${stepMs} ms and ${perSecond} a second.`,
    );
  }
  const series = { ...labels, [metricName]: metric, backfilled: 'true' };
  for (let atMs = from; atMs <= to; atMs += stepMs) {
    store.append(series, atMs, ((atMs - from) / 1000) * perSecond);
  }
  store.markStale(series, to + 1);
}

/** An hour of quiet traffic, say: `http_requests_total` with the codes 200 and 500 at the given error rate. */
export function backfillRequests(
  store: MetricsStore,
  { errorRate, labels, perSecond, ...period }: RequestBaseline,
): void {
  const shares = { '200': 1 - errorRate, '500': errorRate };
  for (const [code, share] of Object.entries(shares)) {
    backfill(store, {
      ...period,
      metric: 'http_requests_total',
      labels: { ...labels, code },
      perSecond: perSecond * share,
    });
  }
}

/** Seconds → share of the requests that took no longer, 0–1: a P95 of some 25 ms. */
const usualDurations = { 0.005: 0, 0.01: 0.4, 0.025: 0.97, 0.05: 0.99, 0.1: 1, '+Inf': 1 };

/** A day of usual latencies, say: the buckets of `http_request_duration_seconds`. */
export function backfillDurations(
  store: MetricsStore,
  { labels, perSecond, ...period }: Omit<Baseline, 'metric'>,
): void {
  for (const [le, share] of Object.entries(usualDurations)) {
    const metric = 'http_request_duration_seconds_bucket';
    backfill(store, { ...period, metric, labels: { ...labels, le }, perSecond: perSecond * share });
  }
}
