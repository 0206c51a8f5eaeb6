// What all of the runbook's automatic triggers are judged on, at one moment.
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import type { Fact } from '../src/rollback.js';
import type { TriggerFacts } from '../src/trigger-facts.js';
import { readBurnRate } from './burn-rate.js';
import { readDatabaseConnections } from './database-connections.js';
import { errorRateFrom } from './error-rate.js';
import { factOf } from './fact.js';
import { type Moments, readLatency } from './latency.js';
import type { Prometheus } from './prometheus.js';

const notConnected = { state: 'not connected' } as const;

/** Never throws: what Prometheus does not answer is unknown, what the catalogue has no query for is not connected. */
export async function readTriggerFacts(
  entry: CatalogueEntry,
  moments: Moments,
  prometheusOf: (url: string) => Prometheus,
): Promise<TriggerFacts> {
  const { prometheus: reached } = entry;
  if (reached === undefined)
    return {
      errorRate: notConnected,
      latency: notConnected,
      burnRate: notConnected,
      databaseConnections: notConnected,
    };
  const { queries, url } = reached;
  const { p95Seconds, connectionFailures, connectionAttempts } = queries;
  const prometheus = prometheusOf(url);
  const [errorRate, latency, burnRate, databaseConnections] = await Promise.all([
    factOf(() => errorRateFrom(prometheus, { ...entry, prometheus: reached }, moments)),
    ifConnected(p95Seconds, (p95) => readLatency(prometheus, p95, queries, entry, moments)),
    factOf(() => readBurnRate(prometheus, queries, entry, moments.now)),
    ifConnected(connectionFailures && connectionAttempts && { connectionFailures, connectionAttempts }, (both) =>
      readDatabaseConnections(prometheus, both, entry, moments.now),
    ),
  ]);
  return { errorRate, latency, burnRate, databaseConnections };
}

const ifConnected = async <Q, T>(query: Q | undefined | '', read: (query: Q) => Promise<T>): Promise<Fact<T>> =>
  query === undefined || query === '' ? notConnected : factOf(() => read(query));
