import { afterEach, describe, expect, it } from 'vitest';
import { prometheusAt } from '../../activities/prometheus.js';
import { readTriggerFacts } from '../../activities/trigger-facts.js';
import { createPrometheusApi, type PrometheusApi } from '../../sandbox/metrics/api.js';
import { createMetricsStore } from '../../sandbox/metrics/store.js';
import { judgeTriggers } from '../../src/runbook/when-to-rollback.js';
import { anEntry } from '../support/an-entry.js';

const scrapeMs = 30_000;
const minute = 60_000;
/** Not a scrape's time: no sample falls on a window's edge. */
const now = Date.parse('2026-11-23T03:04:07Z');

/** Per minute, so many minutes before now; undefined is a scrape that failed. */
interface Traffic {
  readonly requests?: number;
  readonly errors?: number;
  readonly slow?: number;
  readonly connections?: number;
  readonly failedConnections?: number;
}
type TrafficAt = (minutesAgo: number) => Traffic | undefined;

const healthy: Traffic = { requests: 600, errors: 1, slow: 6, connections: 60, failedConnections: 0 };

/** Counters that rise as the traffic does and begin again from 0 at each of the restarts (minutes before now). */
function aStore(trafficAt: TrafficAt, { hours = 7, restarts = [] }: { hours?: number; restarts?: readonly number[] }) {
  const store = createMetricsStore({ maximumAgeMs: 48 * 60 * minute });
  let totals: Record<string, number> = {};
  const scrapes = (hours * 60 * minute) / scrapeMs;
  for (let index = scrapes; index >= 0; index -= 1) {
    const ago = (index * scrapeMs) / minute;
    if (restarts.some((at) => ago <= at && ago + scrapeMs / minute > at)) totals = {};
    const traffic = trafficAt(ago);
    const { requests = 0, errors = 0, slow = 0, connections = 0, failedConnections = 0 } = traffic ?? healthy;
    const rise = { 'requests 200': requests - errors, 'requests 500': errors, 'le 0.5': requests - slow };
    const more = { 'le 2.5': requests, 'le +Inf': requests, attempts: connections, failures: failedConnections };
    for (const [name, perMinute] of Object.entries({ ...rise, ...more }))
      totals[name] = (totals[name] ?? 0) + (perMinute * scrapeMs) / minute;
    if (traffic === undefined) continue;
    for (const [name, value] of Object.entries(totals)) store.append(labelsOf(name), now - 1_000 - ago * minute, value);
  }
  return store;
}

function labelsOf(name: string): Record<string, string> {
  const [kind = '', value = ''] = name.split(' ');
  if (kind === 'requests') return { __name__: 'http_requests_total', code: value };
  if (kind === 'le') return { __name__: 'http_request_duration_seconds_bucket', le: value };
  return { __name__: `database_connection_${kind}_total` };
}

const ask = (url: string) => prometheusAt(url, 5_000, new AbortController().signal);

const queries = {
  errorRate:
    '(sum(rate(http_requests_total{code=~"5.."}[{{window}}])) or vector(0)) / sum(rate(http_requests_total[{{window}}]))',
  requests: 'sum(increase(http_requests_total[{{window}}]))',
  p95Seconds: 'histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket[{{window}}])))',
  connectionFailures:
    'sum(rate(database_connection_failures_total[{{window}}])) / sum(rate(database_connection_attempts_total[{{window}}]))',
  connectionAttempts: 'sum(increase(database_connection_attempts_total[{{window}}]))',
};

describe('the triggers, measured', () => {
  const apis: PrometheusApi[] = [];
  afterEach(() => Promise.all(apis.splice(0).map((api) => api.close())));

  type Given = Parameters<typeof aStore>[1] & { readonly deploymentAt?: number; readonly baselineHours?: number };

  /** Compared with six hours in place of a day, so that there is less to make up. */
  async function judged(trafficAt: TrafficAt, { baselineHours = 6, ...given }: Given = {}) {
    const api = await createPrometheusApi({ store: aStore(trafficAt, given), port: 0, exposition: async () => '' });
    apis.push(api);
    const timings = { latencyBaseline: baselineHours * 60 * minute };
    const entry = anEntry({ prometheus: { url: api.url, queries }, timings });
    const moments = { now, ...(given.deploymentAt === undefined ? {} : { deploymentAt: given.deploymentAt }) };
    const facts = await readTriggerFacts(entry, moments, ask);
    const [errors, latency, burn, connections] = judgeTriggers(facts, entry).map(({ verdict }) => verdict);
    return { errors, latency, burn, connections, facts };
  }
  const since = (minutes: number, trouble: Traffic) => (ago: number) =>
    ago < minutes ? { ...healthy, ...trouble } : healthy;

  it('are not breached in a healthy day', async () => {
    const { facts, ...verdicts } = await judged(() => healthy, { hours: 25, baselineHours: 24 });
    expect(verdicts).toEqual({
      errors: 'not breached',
      latency: 'not breached',
      burn: 'not breached',
      connections: 'not breached',
    });
    expect(facts.latency).toMatchObject({ value: { baseline: { measured: 288, seconds: expect.closeTo(0.48, 2) } } });
  });

  it('are breached by what the runbook names', async () => {
    const trouble = { requests: 600, errors: 300, slow: 400, failedConnections: 12 };
    const { facts: _, ...verdicts } = await judged(since(45, trouble));
    expect(verdicts).toEqual({ errors: 'breached', latency: 'breached', burn: 'breached', connections: 'breached' });
  });

  it.each([
    ['errors of six minutes', since(6.5, { errors: 100 }), 'errors', 'breached'],
    ['errors of four minutes', since(4, { errors: 100 }), 'errors', 'not breached'],
    ['slowness of eleven minutes', since(11.5, { slow: 300 }), 'latency', 'breached'],
    ['slowness of nine minutes', since(9, { slow: 300 }), 'latency', 'not breached'],
    ['failing connections of four minutes', since(4.5, { failedConnections: 7 }), 'connections', 'breached'],
    ['failing connections of two minutes', since(2, { failedConnections: 60 }), 'connections', 'not breached'],
    ['a tenth of connections failing', since(30, { failedConnections: 6 }), 'connections', 'not breached'],
    ['little traffic', () => ({ requests: 5, errors: 4, slow: 4, connections: 1 }), 'latency', 'could not measure'],
    ['no traffic at all', since(30, { requests: 0, errors: 0, slow: 0 }), 'latency', 'could not measure'],
    [
      'a day whose nights are without traffic',
      (ago) => (ago > 110 ? { requests: 0 } : healthy),
      'latency',
      'not breached',
    ],
    ['a history of an hour', (ago) => (ago > 70 ? undefined : healthy), 'latency', 'could not measure'],
  ] as [string, TrafficAt, 'errors' | 'latency' | 'connections', string][])('see %s', async (_, at, which, verdict) => {
    expect((await judged(at))[which]).toBe(verdict);
  });

  it.each<[string, TrafficAt]>([
    ['scrapes that stopped', (ago) => (ago < 4 ? undefined : healthy)],
    ['a hole of six minutes in the newest ones', (ago) => (ago > 1.5 && ago < 7.5 ? undefined : healthy)],
  ])('are not called fine over %s', async (_, trafficAt) => {
    const { facts: __, ...verdicts } = await judged(trafficAt);
    expect(verdicts).toEqual({
      errors: 'could not measure',
      latency: 'could not measure',
      burn: 'could not measure',
      connections: 'could not measure',
    });
  });

  it('see the trouble through counters that began again', async () => {
    const trouble = { requests: 600, errors: 300, slow: 400, failedConnections: 12 };
    const { facts, ...verdicts } = await judged(since(45, trouble), { restarts: [7.2, 2.1] });
    expect(verdicts).toEqual({ errors: 'breached', latency: 'breached', burn: 'breached', connections: 'breached' });
    expect(facts.burnRate).toMatchObject({ value: { long: { errorRate: expect.closeTo(0.375, 1) } } });
  });

  it('take no trouble for it when healthy counters begin again', async () => {
    const { facts: _, ...verdicts } = await judged(() => healthy, { restarts: [30, 4.1, 1.1] });
    expect(Object.values(verdicts)).toEqual(Array<string>(4).fill('not breached'));
  });

  it('compare the P95 with the time before the deployment', async () => {
    const slow = since(180, { slow: 300 });
    const deploymentAt = now - 180 * minute;
    expect((await judged(slow)).latency).toBe('not breached');
    expect((await judged(slow, { deploymentAt, hours: 10 })).latency).toBe('breached');
    expect((await judged(slow, { deploymentAt, hours: 4 })).latency).toBe('could not measure');
  });

  it('are unknown where Prometheus does not answer, and not connected without a query', async () => {
    const { requests, errorRate } = queries;
    const silent = anEntry({ prometheus: { url: 'http://127.0.0.1:1', queries: { requests, errorRate } } });
    const facts = await readTriggerFacts(silent, { now }, ask);
    const states = [facts.errorRate, facts.latency, facts.burnRate, facts.databaseConnections].map(
      ({ state }) => state,
    );
    expect(states).toEqual(['unknown', 'not connected', 'unknown', 'not connected']);
    expect(judgeTriggers(facts, silent).map(({ verdict }) => verdict)).toEqual(
      Array<string>(4).fill('could not measure'),
    );
    const without = await readTriggerFacts(anEntry(), { now }, ask);
    expect(Object.values(without).every(({ state }) => state === 'not connected')).toBe(true);
  });
});
