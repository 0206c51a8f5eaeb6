// The runbook's latency rule as Prometheus measures it: P95 of the newest minutes, and its average over the 24 hours before.
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import type { Queries } from '../src/catalogue/measured-entry.js';
import { averageOfSteps, countOfSteps, withWindow } from '../src/promql.js';
import { latencyLimits } from '../src/runbook/when-to-rollback.js';
import type { LatencyFacts } from '../src/trigger-facts.js';
import { readSteps } from './measured-steps.js';
import type { Prometheus } from './prometheus.js';

/** Milliseconds since the epoch: what was deployed meanwhile is no baseline of its own. */
export interface Moments {
  readonly now: number;
  readonly deploymentAt?: number;
}

/** Throws when Prometheus does not answer. */
export async function readLatency(
  prometheus: Prometheus,
  p95Seconds: string,
  { requests }: Pick<Queries, 'requests'>,
  entry: CatalogueEntry,
  { now, deploymentAt = now }: Moments,
): Promise<LatencyFacts> {
  const { latencyFor, latencyBaseline, latencyBaselineStep, errorRateMinute } = entry.timings;
  const until = Math.min(now - latencyFor, deploymentAt);
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
