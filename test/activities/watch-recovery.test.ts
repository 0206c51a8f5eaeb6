import { ActivityCancellationDetails } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { watchRecovery } from '../../activities/watch-recovery.js';
import { type Database, openDatabase } from '../../sandbox/database/database.js';
import {
  type ElasticsearchDouble,
  startElasticsearchDouble,
} from '../../sandbox/elasticsearch/elasticsearch-double.js';
import type { BackingServices } from '../../src/backing-services.js';
import type { CatalogueEntry } from '../../src/catalogue/entry.js';
import type { Verification } from '../../src/verification.js';
import { until } from '../support/a-sandbox.js';
import { anEntry } from '../support/an-entry.js';
import { aWebServer, json, type WebServer } from './a-web-server.js';

interface Metrics {
  errorRate: number | null;
  requests: number | null;
}

let database: Database;
let elasticsearch: ElasticsearchDouble;
let prometheus: WebServer;
let metrics: Metrics;
let queries: string[];
let answers: boolean;
let environment: MockActivityEnvironment;
let sentences: string[];

beforeAll(async () => {
  [database, elasticsearch] = await Promise.all([openDatabase({ port: 0 }), startElasticsearchDouble({ port: 0 })]);
  await database.begin();
});
afterAll(() => Promise.all([database.close(), elasticsearch.close()]));
beforeEach(async () => {
  elasticsearch.status = 'green';
  await database.become('up');
  metrics = { errorRate: 0.001, requests: 5_000 };
  queries = [];
  answers = true;
  prometheus = await aWebServer((_, response, body) => {
    const query = new URLSearchParams(body).get('query') ?? '';
    queries.push(query);
    if (!answers) return json(response, 503, {});
    const value = query.startsWith('requests') ? metrics.requests : metrics.errorRate;
    const result = value === null ? [] : [{ metric: {}, value: [0, String(value)] }];
    return json(response, 200, { status: 'success', data: { resultType: 'vector', result } });
  });
  environment = new MockActivityEnvironment();
  sentences = [];
  environment.on('heartbeat', ({ sentence }: { sentence: string }) => sentences.push(sentence));
});
afterEach(() => prometheus.close());

const theEntry = (): CatalogueEntry =>
  anEntry({
    prometheus: { url: prometheus.url, queries: { errorRate: 'errors[{{window}}]', requests: 'requests[{{window}}]' } },
    database: { name: 'applylens', url: `file:${database.urlFile}`, host: '127.0.0.1' },
    elasticsearch: { url: `${elasticsearch.url}/_cluster/health` },
    timings: { watch: 1_500, watchAtMost: 2_200, metricsPoll: 20, httpTimeout: 1_000 },
  });

const wasGreen: BackingServices = { elasticsearch: { state: 'known', value: { status: 'green' } } };
const watch = (secondsAgo = 0, entry = theEntry(), before: BackingServices = {}): Promise<Verification> => {
  const restoredAt = new Date(Date.now() - secondsAgo * 1000).toISOString();
  return environment.run(watchRecovery, { entry, restoredAt, before });
};

describe('watching recovery', () => {
  it('is recovered as soon as the window since restored is full and everything passes', async () => {
    const seen = await watch();
    expect(seen.verdict).toBe('recovered');
    expect(seen.checks).toContainEqual(expect.objectContaining({ name: 'Error rate', verdict: 'passed' }));
    expect(sentences[0]).toMatch(/^not yet/);
  });

  it('asks for nothing that was before restored', async () => {
    const begun = Date.now();
    await watch();
    const windows = queries.map((query) => {
      const [, number = '', unit = ''] = /\[(\d+)(ms|s)\]/.exec(query) ?? [];
      return Number(number) * (unit === 's' ? 1000 : 1);
    });
    expect(windows.length).toBeGreaterThan(0);
    expect(Math.max(...windows)).toBeLessThanOrEqual(Date.now() - begun + 1);
  });

  it('is not recovered when it is still bad at the latest end', async () => {
    metrics.errorRate = 0.08;
    const seen = await watch(1);
    expect(seen.verdict).toBe('not recovered');
    expect(sentences.some((sentence) => sentence.startsWith('not recovered'))).toBe(true);
  });

  it('recovers late when the errors stop before the latest end', async () => {
    metrics.errorRate = 0.08;
    const watching = watch(1);
    await until(
      () => sentences,
      (seen) => seen.some((sentence) => sentence.startsWith('not recovered')),
    );
    metrics.errorRate = 0.001;
    await expect(watching).resolves.toMatchObject({ verdict: 'recovered' });
  });

  it('goes on while Elasticsearch is yellow that was green before, and says so when it stays so', async () => {
    elasticsearch.status = 'yellow';
    const watching = watch(1, theEntry(), wasGreen);
    await until(
      () => sentences,
      (seen) => seen.some((sentence) => sentence.includes('Error rate: errors 0.1 % (limit < 2 %), 5,000')),
    );
    elasticsearch.status = 'green';
    await expect(watching).resolves.toMatchObject({ verdict: 'recovered' });
    elasticsearch.status = 'yellow';
    expect(await watch(2, theEntry(), wasGreen)).toMatchObject({ verdict: 'not yet' });
  });

  it('is not recovered while Elasticsearch is red, whatever it was before', async () => {
    elasticsearch.status = 'red';
    expect(await watch(3)).toMatchObject({ verdict: 'not recovered' });
  });

  it('goes on while the database is down, and could not measure when it stays so', async () => {
    await database.become('down');
    const watching = watch(1.2);
    await until(
      () => sentences,
      (seen) => seen.some((sentence) => sentence.startsWith('could not measure')),
    );
    await database.become('up');
    await expect(watching).resolves.toMatchObject({ verdict: 'recovered' });
    await database.become('down');
    const { verdict, checks } = await watch(3);
    expect(verdict).toBe('could not measure');
    expect(checks).toContainEqual({
      name: 'Database connectivity',
      verdict: 'could not measure',
      evidence: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('is not recovered while the database has no connection left', async () => {
    await database.become('full');
    expect(await watch(3)).toMatchObject({ verdict: 'not recovered' });
  });

  it.each([
    ['no data', { errorRate: null, requests: null }],
    ['too few requests', { errorRate: 0, requests: 3 }],
  ])('could not measure with %s, which is never healthy', async (_, given) => {
    metrics = given;
    await expect(watch(2)).resolves.toMatchObject({ verdict: 'could not measure' });
  });

  it('could not measure while Prometheus does not answer, and says so', async () => {
    answers = false;
    const seen = await watch(2);
    expect(seen.verdict).toBe('could not measure');
    expect(JSON.stringify(seen.checks)).toContain('answered 503');
  });

  it('knows at once that nothing can be measured without a Prometheus', async () => {
    const { prometheus: _, ...entry } = theEntry();
    const seen = await watch(0, entry);
    expect(seen.verdict).toBe('could not measure');
    expect(JSON.stringify(seen.checks)).toContain('the catalogue names no Prometheus');
  });

  it('gives no verdict when its workflow stops it', async () => {
    const watching = watch();
    await until(
      () => sentences.length,
      (count) => count > 0,
    );
    environment.cancel('CANCELLED', new ActivityCancellationDetails({ cancelRequested: true }));
    await expect(watching).resolves.toMatchObject({ verdict: 'not verified' });
  });

  it('leaves the rest to another worker when its own stops', async () => {
    const watching = watch();
    await until(
      () => sentences.length,
      (count) => count > 0,
    );
    environment.cancel('WORKER_SHUTDOWN', new ActivityCancellationDetails({ workerShutdown: true }));
    await expect(watching).rejects.toMatchObject({ type: 'NotYet', nonRetryable: false });
  });
});
