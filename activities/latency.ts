// The runbook's latency rule as Prometheus measures it: P95 of the newest minutes, and its average over the 24 hours before.
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import type { Queries } from '../src/catalogue/measured-entry.js';
import { averageOfSteps, countOfSteps, withWindow } from '../src/promql.js';
import { latencyLimits } from '../src/runbook/when-to-rollback.js';
import type { LatencyFacts } from '../src/trigger-facts.js';
import { readSteps } from './measured-steps.js';
import type { Prometheus } from './prometheus.js';

/** Milliseconds since the epoch. */
export interface Moments {
  readonly now: number;
  /** What was deployed meanwhile is no baseline of its own. */
  readonly deploymentAt?: number;
  /** When the 24 hours end, where that is known: else before the newest minutes, and before the deployment. */
  readonly baselineUntil?: number;
}

/** Throws when Prometheus does not answer. */
export async function readLatency(
  prometheus: Prometheus,
  p95Seconds: string,
  { requests }: Pick<Queries, 'requests'>,
  entry: CatalogueEntry,
  { now, deploymentAt = now, baselineUntil }: Moments,
): Promise<LatencyFacts> {
  const { latencyFor, latencyBaseline, latencyBaselineStep, errorRateMinute } = entry.timings;
  const until = baselineUntil ?? Math.min(now - latencyFor, deploymentAt);
  const steps = { over: latencyBaseline, step: latencyBaselineStep };
  const newest = { now, step: errorRateMinute, count: latencyLimits(entry).steps };
  const [window, seconds, measured, asked] = await Promise.all([
    readSteps(prometheus, { value: p95Seconds, count: requests }, newest),
    prometheus.valueAt(averageOfSteps(p95Seconds, steps), until),
    prometheus.valueAt(countOfSteps(p95Seconds, steps), until),
    prometheus.valueAt(withWindow(requests, latencyBaseline), until),
  ]);
  return { steps: window, baseline: { seconds, measured, requests: asked } };
}
