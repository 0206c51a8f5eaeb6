import type { Service } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFailingBeside } from '../../activities/failing-beside.js';
import type { CatalogueEntry } from '../../src/catalogue/entry.js';
import { anEntry } from '../support/an-entry.js';
import { aWebServer, json, type WebServer } from './a-web-server.js';

/** A query is a number that it answers; `none` has no sample, `broken` is refused. */
let server: WebServer;
beforeAll(async () => {
  server = await aWebServer((_, response, body) => {
    const query = new URLSearchParams(body).get('query') ?? '';
    if (query === 'broken')
      return json(response, 400, { status: 'error', errorType: 'bad_data', error: 'parse error' });
    const result = query === 'none' ? [] : [{ metric: {}, value: [0, query] }];
    json(response, 200, { status: 'success', data: { resultType: 'vector', result } });
  });
});
afterAll(() => server.close());

const service = (name: string, errorRate: string, requests = '1000', environment = 'prod'): CatalogueEntry =>
  anEntry({ service: name, environment, prometheus: { url: server.url, queries: { errorRate, requests } } });

const createdAt = new Date('2026-11-23T02:00:00.000Z');
const read = (entries: readonly CatalogueEntry[], answer: () => Promise<Service>) =>
  readFailingBeside(anEntry(), {
    entries,
    poller: { read: answer },
    withinMs: 1_000,
    signal: AbortSignal.timeout(10_000),
  });
const deployed = async (): Promise<Service> => ({ deployments: [{ status: 'PRIMARY', createdAt }] });

describe('the other services of the environment', () => {
  it('fail where they are above their own limit on enough requests', async () => {
    const entries = [
      service('checkout', '0.12'),
      service('well', '0.05'),
      service('quiet', '0.5', '3'),
      service('silent', 'none'),
      service('unmeasured', 'broken'),
      service('elsewhere', '0.5', '1000', 'staging'),
      service('applylens-api', '0.5'),
      anEntry({ service: 'without-metrics' }),
    ];
    expect(await read(entries, deployed)).toEqual([
      { service: 'checkout', ratio: 0.12, deployedAt: createdAt.toISOString() },
    ]);
  });

  it('are told all the same when ECS does not say in time when they were deployed', async () => {
    const checkout = { service: 'checkout', ratio: 0.12 };
    expect(await read([service('checkout', '0.12')], () => new Promise(() => undefined))).toEqual([checkout]);
    expect(await read([service('checkout', '0.12')], () => Promise.reject(new Error('denied')))).toEqual([checkout]);
  });
});
