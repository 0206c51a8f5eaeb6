import type { IncomingHttpHeaders } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { checkSmokes, judgeSmoke } from '../../activities/smoke-checks.js';
import type { SmokeRequest } from '../../src/catalogue/entry.js';
import type { Check } from '../../src/verification.js';
import { aWebServer, json, type WebServer } from './a-web-server.js';

let server: WebServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const search: SmokeRequest = {
  name: 'email search',
  method: 'GET',
  url: 'http://127.0.0.1/',
  headers: {},
  expectStatus: 200,
  expectFields: { 'results.total': '2' },
  withinMs: 1_000,
  writes: false,
};
const login: SmokeRequest = {
  ...search,
  name: 'Log in, as Ann',
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: '{"é":1}',
  expectStatus: 201,
  expectFields: {},
  writes: true,
};

const signal = new AbortController().signal;
const check = (requests: readonly SmokeRequest[], writing: 'send' | 'leave out' = 'send'): Promise<Check[]> =>
  Promise.all(checkSmokes(requests, { runKey: '6f1c-a', writing, signal }));

describe('a smoke request', () => {
  it.each([
    ['the expected status and fields', 200, '{"results":{"total":2}}', 'passed'],
    ['another status', 500, '{"results":{"total":2}}', 'failed'],
    ['another value', 200, '{"results":{"total":3}}', 'failed'],
    ['a missing field', 200, '{"results":{}}', 'could not measure'],
    ['no JSON', 200, 'ok', 'could not measure'],
  ])('with %s', (_, status, body, verdict) => {
    expect(judgeSmoke(search, { status, body, tookMs: 12 })).toMatchObject({ verdict });
  });

  it('fails when it takes longer than its limit', async () => {
    server = await aWebServer(() => undefined);
    expect(await check([{ ...search, url: server.url, withinMs: 40 }])).toEqual([
      { name: 'Smoke test: email search', verdict: 'failed', evidence: 'no answer within 40 ms' },
    ]);
  });
});

describe('a smoke request that writes', () => {
  interface Seen {
    readonly said: string;
    readonly headers: IncomingHttpHeaders;
  }
  const aLogin = async (): Promise<{ url: string; seen: Seen[] }> => {
    const seen: Seen[] = [];
    server = await aWebServer((asked, response, body) => {
      seen.push({ said: `${asked.method} ${asked.headers['content-type']} ${body}`, headers: asked.headers });
      json(response, 201, {});
    });
    return { url: server.url, seen };
  };

  it('is marked, and sent with headers and body as the catalogue says', async () => {
    const { url, seen } = await aLogin();
    expect(await check([{ ...login, url }])).toMatchObject([
      { name: 'Smoke test: Log in, as Ann (writes)', verdict: 'passed' },
    ]);
    expect(seen.map(({ said }) => said)).toEqual(['POST application/json {"é":1}']);
  });

  it('bears the same idempotency key however often the run sends it', async () => {
    const { url, seen } = await aLogin();
    await check([{ ...login, url }]);
    await check([{ ...login, url }]);
    expect(seen.map(({ headers }) => headers['idempotency-key'])).toEqual([
      '6f1c-a-log-in-as-ann',
      '6f1c-a-log-in-as-ann',
    ]);
  });

  it('keeps the idempotency key of the catalogue', async () => {
    const { url, seen } = await aLogin();
    await check([{ ...login, url, headers: { 'idempotency-KEY': 'theirs' } }]);
    expect(seen[0]?.headers['idempotency-key']).toBe('theirs');
  });

  it('is left out when it was sent already; those that only read are sent, without a key', async () => {
    const { url, seen } = await aLogin();
    const checks = await check(
      [
        { ...login, url },
        { ...search, url, expectStatus: 201, expectFields: {} },
      ],
      'leave out',
    );
    expect(checks).toMatchObject([{ name: 'Smoke test: email search', verdict: 'passed' }]);
    expect(seen).toHaveLength(1);
    expect(seen[0]?.headers).not.toHaveProperty('idempotency-key');
  });
});
