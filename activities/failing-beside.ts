// Which other services of the environment fail now: one pair of queries a service, and ECS is asked about those that do.

import { setTimeout } from 'node:timers/promises';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import type { FailingBeside } from '../src/failing-beside.js';
import { withWindow } from '../src/promql.js';
import { prometheusAt } from './prometheus.js';
import type { ServicePoller } from './service-poller.js';

/** A look asks no more services than these. */
const askedAtMost = 50;

interface Asking {
  /** Of the whole catalogue. */
  readonly entries: readonly CatalogueEntry[];
  readonly poller: ServicePoller;
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

/** Never fails: a service that cannot be measured is not known to fail. */
export async function readFailingBeside(
  { service, environment }: CatalogueEntry,
  { entries, ...asking }: Asking,
): Promise<FailingBeside[]> {
  const others = entries.filter((each) => each.environment === environment && each.service !== service);
  const seen = await Promise.all(
    others.slice(0, askedAtMost).map((each) => failing(each, asking).catch(() => undefined)),
  );
  return seen.filter((each) => each !== undefined);
}

async function failing(entry: CatalogueEntry, asking: Omit<Asking, 'entries'>): Promise<FailingBeside | undefined> {
  const { prometheus, timings } = entry;
  if (prometheus === undefined) return undefined;
  const metrics = prometheusAt(prometheus.url, asking.withinMs, asking.signal);
  const now = Date.now();
  const [ratio, requests] = await Promise.all([
    metrics.valueAt(withWindow(prometheus.queries.errorRate, timings.errorRateFor), now),
    metrics.valueAt(withWindow(prometheus.queries.requests, timings.errorRateFor), now),
  ]);
  if (ratio === null || !(ratio > entry.errorRateAbove) || (requests ?? 0) < entry.minimumSample) return undefined;
  const deployedAt = await deploymentOf(entry, asking).catch(() => undefined);
  return { service: entry.service, ratio, ...(deployedAt === undefined ? {} : { deployedAt }) };
}

async function deploymentOf(entry: CatalogueEntry, { poller, withinMs }: Pick<Asking, 'poller' | 'withinMs'>) {
  const late = setTimeout(withinMs, undefined, { ref: false });
  const service = await Promise.race([poller.read(entry), late]);
  return service?.deployments?.find(({ status }) => status === 'PRIMARY')?.createdAt?.toISOString();
}
