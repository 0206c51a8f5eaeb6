import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readClusterHealth } from '../../activities/elasticsearch.js';
import {
  type ElasticsearchDouble,
  startElasticsearchDouble,
} from '../../sandbox/elasticsearch/elasticsearch-double.js';
import { aWebServer, json, type WebServer } from './a-web-server.js';

let double: ElasticsearchDouble;
let server: WebServer | undefined;

beforeAll(async () => {
  double = await startElasticsearchDouble({ port: 0 });
});
afterEach(async () => {
  Object.assign(double, { status: 'green', reachable: true });
  await server?.close();
  server = undefined;
  delete process.env.ELASTICSEARCH_AUTHORIZATION;
});
afterAll(() => double.close());

const within = { withinMs: 1_000, signal: new AbortController().signal };
const healthAt = (url: string) => `${url}/_cluster/health`;
const read = (query = '') => readClusterHealth({ url: `${healthAt(double.url)}${query}` }, within);

const said = async (answer: (response: ServerResponse, authorization: string | undefined) => void, given = {}) => {
  server = await aWebServer(({ headers }, response) => answer(response, headers.authorization));
  return readClusterHealth({ url: healthAt(server.url), ...given }, within).then(
    (health) => JSON.stringify(health),
    (error: Error) => error.message.replace(server?.url ?? '', ''),
  );
};

describe('the health of the cluster', () => {
  it.each([
    ['green', 0],
    ['yellow', 5],
    ['red', 7],
  ] as const)('is read as %s, with the shards that have no place', async (status, unassignedShards) => {
    double.status = status;
    expect(await read()).toEqual({ status, unassignedShards });
  });

  it('is read too where the URL waits for a colour that does not come', async () => {
    double.status = 'yellow';
    expect(await read('?wait_for_status=green')).toMatchObject({ status: 'yellow' });
  });

  it('is not known of a cluster that does not answer', async () => {
    double.reachable = false;
    await expect(read()).rejects.toThrow(/^GET http:\S+\/_cluster\/health: \S/);
  });

  it.each<[string, (response: ServerResponse) => void, string]>([
    ['an error', (response) => json(response, 503, { status: 'green' }), ' answered 503'],
    ['no JSON', (response) => void response.end('<html>green</html>'), ' answered 200 without JSON'],
    ['another colour', (response) => json(response, 200, { status: 'blue' }), ' answered 200 without the colour'],
    ['no colour', (response) => json(response, 200, ['green']), ' answered 200 without the colour'],
    ['no end', (response) => void response.write('{'), ': no answer within 1000 ms'],
    [
      'more than anybody wants',
      (response) => void response.end(`{"status":"green","more":"${'x'.repeat(9 * 1024 * 1024)}"}`),
      ': an answer of more than 8388608 bytes',
    ],
  ])('is not known from %s', async (_, answer, expected) => {
    expect(await said(answer)).toContain(`GET /_cluster/health${expected}`);
  });

  it('is asked for with the header that the catalogue refers to', async () => {
    process.env.ELASTICSEARCH_AUTHORIZATION = 'ApiKey s3cret';
    const asked = (response: ServerResponse, authorization?: string) =>
      json(response, authorization === 'ApiKey s3cret' ? 200 : 401, { status: 'green' });
    expect(await said(asked, { authorization: 'env:ELASTICSEARCH_AUTHORIZATION' })).toBe('{"status":"green"}');
    await server?.close();
    expect(await said(asked)).toBe(
      'GET /_cluster/health answered 401: give elasticsearch.authorization in the catalogue',
    );
  });

  it('is not told to wrong credentials, which are named by their reference alone', async () => {
    process.env.ELASTICSEARCH_AUTHORIZATION = 'ApiKey s3cret';
    expect(
      await said((response) => json(response, 403, {}), { authorization: 'env:ELASTICSEARCH_AUTHORIZATION' }),
    ).toBe('GET /_cluster/health answered 403: correct what env:ELASTICSEARCH_AUTHORIZATION holds');
  });

  it('is not asked for with a header that cannot be one', async () => {
    process.env.ELASTICSEARCH_AUTHORIZATION = 'ApiKey s3cret\r\nX-More: 1';
    const text = await said((response) => json(response, 200, { status: 'green' }), {
      authorization: 'env:ELASTICSEARCH_AUTHORIZATION',
    });
    expect(text).toMatch(/^GET \/_cluster\/health: /);
    expect(text).not.toContain('s3cret');
  });
});
