import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askThirdParties } from '../../activities/third-parties.js';
import type { ThirdParty } from '../../src/third-parties.js';
import { aWebServer, json, type WebServer } from './a-web-server.js';

/** `/status/503` answers 503; the query API answers what the query says, and nothing for `nothing`. */
let server: WebServer;
beforeAll(async () => {
  server = await aWebServer(({ url = '' }, response, body) => {
    const [, status] = /^\/status\/(\d+)$/.exec(url) ?? [];
    if (status !== undefined) return void response.writeHead(Number(status)).end();
    const query = new URLSearchParams(body).get('query') ?? '';
    const result = query === 'nothing' ? [] : [{ metric: {}, value: [0, query] }];
    json(response, 200, { status: 'success', data: { resultType: 'vector', result } });
  });
});
afterAll(() => server.close());

const ask = async (party: ThirdParty, prometheus: string | undefined = server.url) => {
  const entry = {
    thirdParties: { payments: party },
    ...(prometheus === '' ? {} : { prometheus: { url: prometheus, queries: { errorRate: 'x', requests: 'x' } } }),
  };
  const [seen] = await askThirdParties(entry, { withinMs: 2_000, signal: AbortSignal.timeout(5_000) });
  return seen;
};

describe('a third party of the catalogue', () => {
  it.each([
    [200, 'works'],
    [404, 'works'],
    [500, 'fails'],
    [503, 'fails'],
  ])('that answers %i %s', async (status, state) => {
    expect(await ask({ url: `${server.url}/status/${status}` })).toMatchObject({
      name: 'payments',
      state,
      said: expect.stringMatching(new RegExp(`answered ${status}$`)),
    });
  });

  it.each([
    ['0', 'works'],
    ['0.2', 'fails'],
    ['nothing', 'unknown'],
    ['NaN', 'unknown'],
  ])('whose query is %s: %s', async (query, state) => {
    expect((await ask({ query }))?.state).toBe(state);
  });

  it.each([
    ['is not reached from here', { url: 'http://127.0.0.1:1/' }, undefined],
    ['is asked through metrics that the catalogue does not name', { query: '1' }, ''],
    ['is neither a URL nor a query', {}, undefined],
  ] as const)('is unknown, neither well nor failing, where it %s', async (_, party, prometheus) => {
    expect((await ask(party, prometheus))?.state).toBe('unknown');
  });
});
