import { afterEach, describe, expect, it } from 'vitest';

import { anApi, closeApis, get } from './an-api.js';

afterEach(closeApis);

describe('the Prometheus query API', () => {
  it('answers an instant query as Prometheus does, values as strings', async () => {
    expect(await get('/api/v1/query', { query: 'x{code="500"}', time: '60' })).toEqual({
      status: 200,
      body: {
        status: 'success',
        data: { resultType: 'vector', result: [{ metric: { __name__: 'x', code: '500' }, value: [60, '15'] }] },
      },
    });
  });

  it('takes now for a query without a time', async () => {
    expect((await get('/api/v1/query', { query: 'time()' })).body).toEqual({
      status: 'success',
      data: { resultType: 'scalar', result: [60, '60'] },
    });
  });

  it('answers a range selector with its samples, special values spelled as in Go', async () => {
    expect((await get('/api/v1/query', { query: 'odd[2m]', time: '1970-01-01T00:01:00.5Z' })).body).toEqual({
      status: 'success',
      data: {
        resultType: 'matrix',
        result: [
          {
            metric: { __name__: 'odd' },
            values: [
              [0, 'NaN'],
              [15, '+Inf'],
              [30, '-Inf'],
              [45, '0.05'],
              [60, '1e+21'],
            ],
          },
        ],
      },
    });
  });

  it.each([
    [{ start: '0', end: '60', step: '30' }],
    [{ start: '1970-01-01T00:00:00Z', end: '1970-01-01T01:01:00+01:00', step: '30s' }],
  ])('answers a range query with times and steps as %j', async (range) => {
    expect((await get('/api/v1/query_range', { query: 'x{code="200"}', ...range })).body).toEqual({
      status: 'success',
      data: {
        resultType: 'matrix',
        result: [
          {
            metric: { __name__: 'x', code: '200' },
            values: [
              [0, '0'],
              [30, '30'],
              [60, '60'],
            ],
          },
        ],
      },
    });
  });

  it('takes parameters from a form that was posted', async () => {
    const api = await anApi();
    const body = new URLSearchParams({ query: 'sum(x)', time: '60' });
    const response = await fetch(`${api.url}/api/v1/query`, { method: 'POST', body });
    expect(await response.json()).toMatchObject({ data: { result: [{ metric: {}, value: [60, '75'] }] } });
  });

  it('finds nothing, successfully, where there are no series', async () => {
    expect((await get('/api/v1/query', { query: 'no_such_metric' })).body).toEqual({
      status: 'success',
      data: { resultType: 'vector', result: [] },
    });
  });

  it('looks back less far when asked to', async () => {
    const { body } = await get('/api/v1/query', { query: 'x', time: '75', lookback_delta: '10s' });
    expect(body).toMatchObject({ data: { result: [] } });
  });

  it('answers a range of exactly 11,000 steps', async () => {
    const { status } = await get('/api/v1/query_range', { query: '1', start: '0', end: '11000', step: '1' });
    expect(status).toBe(200);
  });

  it('lists series, label names and label values', async () => {
    const all = { 'match[]': 'x{code=~".+"}', start: '0', end: '60' };
    expect((await get('/api/v1/series', all)).body).toEqual({
      status: 'success',
      data: [
        { __name__: 'x', code: '200' },
        { __name__: 'x', code: '500' },
      ],
    });
    expect((await get('/api/v1/labels')).body).toEqual({ status: 'success', data: ['__name__', 'code'] });
    expect((await get('/api/v1/label/code/values')).body).toEqual({ status: 'success', data: ['200', '500'] });
    expect((await get('/api/v1/series', { ...all, start: '61', end: '62' })).body).toMatchObject({ data: [] });
  });

  it('is healthy and ready, and exposes its sources for another Prometheus', async () => {
    const { url } = await anApi();
    for (const path of ['/-/healthy', '/-/ready']) expect((await fetch(`${url}${path}`)).status).toBe(200);
    const exposition = await fetch(`${url}/metrics`);
    expect(exposition.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await exposition.text()).toBe('x 1\n');
  });

  it('says so when the sources cannot be exposed', async () => {
    const { url } = await anApi(async () => {
      throw new Error('no registry');
    });
    const response = await fetch(`${url}/metrics`);
    expect(response.status).toBe(500);
    expect(await response.text()).toContain('no registry');
  });
});
