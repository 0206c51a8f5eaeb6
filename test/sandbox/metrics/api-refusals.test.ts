import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';

import { createPrometheusApi } from '../../../sandbox/metrics/api.js';
import { createMetricsStore } from '../../../sandbox/metrics/store.js';
import { anApi, closeApis, get } from './an-api.js';

afterEach(closeApis);

describe('the Prometheus query API refuses as Prometheus does and', () => {
  it.each([
    [400, 'bad_data', '/api/v1/query', { query: 'sum(' }, /^invalid parameter "query": 1:5: parse error: /],
    [400, 'bad_data', '/api/v1/query', {}, /^invalid parameter "query": /],
    [400, 'bad_data', '/api/v1/query', { query: 'x', time: 'noon' }, /^invalid parameter "time": cannot parse "noon"/],
    [422, 'execution', '/api/v1/query', { query: 'topk(1, x)' }, /^topk is not supported by this query API/],
    [422, 'execution', '/api/v1/query', { query: 'x + on () x', time: '60' }, /^found duplicate series/],
    [400, 'bad_data', '/api/v1/query_range', { query: 'x', end: '1', step: '1' }, /"start": cannot parse ""/],
    [
      400,
      'bad_data',
      '/api/v1/query_range',
      { query: 'x', start: '2', end: '1', step: '1' },
      /"end": end timestamp must not be before start time/,
    ],
    [
      400,
      'bad_data',
      '/api/v1/query_range',
      { query: 'x', start: '0', end: '1', step: '0' },
      /"step": zero or negative query resolution/,
    ],
    [
      400,
      'bad_data',
      '/api/v1/query_range',
      { query: 'x', start: '0', end: '1', step: 'often' },
      /"step": cannot parse "often" to a valid duration/,
    ],
    [
      400,
      'bad_data',
      '/api/v1/query_range',
      { query: 'x', start: '0', end: '11001', step: '1' },
      /^exceeded maximum resolution of 11,000 points/,
    ],
    [
      400,
      'bad_data',
      '/api/v1/query_range',
      { query: 'x[1m]', start: '0', end: '1', step: '1' },
      /invalid expression type "range vector"/,
    ],
    [400, 'bad_data', '/api/v1/series', {}, /^no match\[\] parameter provided/],
    [400, 'bad_data', '/api/v1/series', { 'match[]': 'rate(x[1m])' }, /^invalid parameter "match\[\]"/],
    [404, 'not_found', '/api/v1/rules', {}, /There is no \/api\/v1\/rules/],
  ])('answers %d %s to %s %j', async (status, errorType, path, parameters, error) => {
    const answer = await get(path, parameters);
    expect(answer).toEqual({ status, body: { status: 'error', errorType, error: expect.stringMatching(error) } });
  });

  it('refuses other methods and bodies without end', async () => {
    const { url } = await anApi();
    expect((await fetch(`${url}/api/v1/query`, { method: 'DELETE' })).status).toBe(405);
    const body = `query=${'x'.repeat(1024 * 1024)}`;
    expect((await fetch(`${url}/api/v1/query`, { method: 'POST', body })).status).toBe(413);
  });

  it('says which port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as { port: number };
    const taken = createPrometheusApi({ store: createMetricsStore(), port, exposition: async () => '' });
    await expect(taken).rejects.toThrow(`127.0.0.1:${port}`);
    other.close();
  });
});
