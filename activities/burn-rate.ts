import type { CatalogueEntry } from '../src/catalogue/entry.js';
import type { Queries } from '../src/catalogue/measured-entry.js';
import { withWindow } from '../src/promql.js';
import { burnRateLimits } from '../src/runbook/when-to-rollback.js';
import type { BurnRateFacts } from '../src/trigger-facts.js';
import { readSteps } from './measured-steps.js';
import type { Prometheus } from './prometheus.js';

/** What the runbook's burn-rate rule needs: the long window whole, and in parts of the short one. Throws when Prometheus does not answer. */
export async function readBurnRate(
  prometheus: Prometheus,
  { errorRate, requests }: Pick<Queries, 'errorRate' | 'requests'>,
  entry: CatalogueEntry,
  now: number,
): Promise<BurnRateFacts> {
  const { burnRateLong, burnRateShort, errorRateMinute } = entry.timings;
  const limits = burnRateLimits(entry);
  const both = { value: errorRate, count: requests };
  const [parts, minutes, rate, asked] = await Promise.all([
    readSteps(prometheus, both, { now, step: burnRateShort, count: limits.parts }),
    readSteps(prometheus, both, { now, step: errorRateMinute, count: limits.minutes }),
    prometheus.valueAt(withWindow(errorRate, burnRateLong), now),
    prometheus.valueAt(withWindow(requests, burnRateLong), now),
  ]);
  return { long: { errorRate: rate, requests: asked }, parts, minutes };
}
