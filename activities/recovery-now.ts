// What the runbook's dashboard shows beside the error rate, as it is at a look.
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { withWindow } from '../src/promql.js';
import type { Fact } from '../src/rollback.js';
import type { RecoveryNow } from '../src/situation.js';
import { factOf } from './fact.js';
import { prometheusAt } from './prometheus.js';

export async function readRecoveryNow(
  { prometheus: configured, timings }: CatalogueEntry,
  signal: AbortSignal,
): Promise<Fact<RecoveryNow>> {
  const { successRate, p95Seconds } = configured?.queries ?? {};
  if (configured === undefined || (successRate ?? p95Seconds) === undefined) return { state: 'not connected' };
  const prometheus = prometheusAt(configured.url, timings.httpTimeout, signal);
  const at = Date.now();
  const value = async (query: string | undefined) =>
    query === undefined ? undefined : prometheus.valueAt(withWindow(query, timings.errorRateMinute), at);
  return factOf(async () => {
    const [success, p95] = await Promise.all([value(successRate), value(p95Seconds)]);
    return {
      ...(success === undefined ? {} : { successRate: success }),
      ...(p95 === undefined ? {} : { p95Seconds: p95 }),
    };
  });
}
