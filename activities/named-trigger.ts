import type { CatalogueEntry } from '../src/catalogue/entry.js';
import type { NamedFacts } from '../src/trigger-facts.js';
import { readBurnRate } from './burn-rate.js';
import { readDatabaseConnections } from './database-connections.js';
import { factOf } from './fact.js';
import { type Moments, readLatency } from './latency.js';
import { prometheusAt } from './prometheus.js';

const fact = { state: 'not connected' } as const;

/** The rule that an alert names. Never throws: what Prometheus does not answer is unknown. */
export async function readNamedTrigger(
  trigger: NamedFacts['trigger'],
  entry: CatalogueEntry,
  momentsOf: () => Promise<Moments>,
  signal: AbortSignal,
): Promise<NamedFacts> {
  if (entry.prometheus === undefined) return { trigger, fact };
  const { queries, url } = entry.prometheus;
  const { p95Seconds, connectionFailures, connectionAttempts } = queries;
  const prometheus = prometheusAt(url, entry.timings.httpTimeout, signal);
  if (trigger === 'fastBurnRate')
    return {
      trigger,
      fact: await factOf(async () => readBurnRate(prometheus, queries, entry, (await momentsOf()).now)),
    };
  if (trigger === 'latencyDegradation') {
    if (p95Seconds === undefined) return { trigger, fact };
    return {
      trigger,
      fact: await factOf(async () => readLatency(prometheus, p95Seconds, queries, entry, await momentsOf())),
    };
  }
  if (connectionFailures === undefined || connectionAttempts === undefined) return { trigger, fact };
  const both = { connectionFailures, connectionAttempts };
  return {
    trigger,
    fact: await factOf(async () => readDatabaseConnections(prometheus, both, entry, (await momentsOf()).now)),
  };
}
