import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { connectionLimits } from '../src/runbook/when-to-rollback.js';
import type { ConnectionFacts } from '../src/trigger-facts.js';
import { readSteps } from './measured-steps.js';
import type { Prometheus } from './prometheus.js';

/** The newest minutes of the runbook's rule about the database. Throws when Prometheus does not answer. */
export async function readDatabaseConnections(
  prometheus: Prometheus,
  queries: { readonly connectionFailures: string; readonly connectionAttempts: string },
  entry: CatalogueEntry,
  now: number,
): Promise<ConnectionFacts> {
  const newest = { now, step: entry.timings.errorRateMinute, count: connectionLimits(entry).steps };
  const { connectionFailures: value, connectionAttempts: count } = queries;
  return { steps: await readSteps(prometheus, { value, count }, newest) };
}
