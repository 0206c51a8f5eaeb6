import { afterEach, describe, expect, it } from 'vitest';
import { instantValue, prometheusAt, rangeValues } from '../../activities/prometheus.js';
import { withWindow } from '../../src/promql.js';
import { aWebServer, json, type WebServer } from './a-web-server.js';

let server: WebServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const asking = async (status: number, body: unknown) => {
  server = await aWebServer((_, response) => json(response, status, body));
  return prometheusAt(server.url, 1_000, new AbortController().signal);
};

const vector = (...result: unknown[]) => ({ resultType: 'vector', result });
const sample = (value: string) => ({ metric: {}, value: [1_700_000_000, value] });

describe('a value of Prometheus', () => {
  it.each([
    ['the one series', vector(sample('0.098')), 0.098],
    ['a scalar', { resultType: 'scalar', result: [1_700_000_000, '3'] }, 3],
    ['no series, which is no data and not zero', vector(), null],
    ['NaN, which is a division by no requests', vector(sample('NaN')), null],
    ['an infinite one', vector(sample('+Inf')), null],
  ])('is read: %s', (_, answer, value) => {
    expect(instantValue(answer, 'q')).toBe(value);
  });

  it('is refused when the query gives more than one series', () => {
    expect(() => instantValue(vector(sample('1'), sample('2')), 'up')).toThrow(
      'The query gives 2 series, expected one: up',
    );
  });

  it('has a null for each step without a sample', () => {
    const matrix = {
      resultType: 'matrix',
      result: [
        {
          metric: {},
          values: [
            [100, '1'],
            [160, '3'],
          ],
        },
      ],
    };
    expect(rangeValues(matrix, { from: 70_000, to: 160_000, step: 30_000 }, 'q')).toEqual([
      { at: 70_000, value: null },
      { at: 100_000, value: 1 },
      { at: 130_000, value: null },
      { at: 160_000, value: 3 },
    ]);
  });
});

describe('asking Prometheus', () => {
  it('is done once more where it closed a kept connection meanwhile', async () => {
    const asked = new Map<unknown, number>();
    server = await aWebServer((request, response) => {
      const before = asked.get(request.socket) ?? 0;
      asked.set(request.socket, before + 1);
      if (before > 0) request.socket.destroy();
      else json(response, 200, { status: 'success', data: vector(sample('0.5')) });
    });
    const prometheus = prometheusAt(server.url, 1_000, new AbortController().signal);
    expect([await prometheus.valueAt('up', 0), await prometheus.valueAt('up', 0)]).toEqual([0.5, 0.5]);
    expect(server.connections()).toBe(2);
  });

  it('sends query and time', async () => {
    const seen: string[] = [];
    server = await aWebServer((request, response, body) => {
      seen.push(`${request.method} ${request.url} ${body}`);
      json(response, 200, { status: 'success', data: vector(sample('1')) });
    });
    const prometheus = prometheusAt(`${server.url}/`, 1_000, new AbortController().signal);
    await expect(prometheus.valueAt('up{a="b"}', 1_700_000_000_500)).resolves.toBe(1);
    expect(seen).toEqual(['POST /api/v1/query query=up%7Ba%3D%22b%22%7D&time=1700000000.500']);
  });

  it('says what Prometheus refused', async () => {
    const prometheus = await asking(400, { status: 'error', errorType: 'bad_data', error: 'parse error' });
    await expect(prometheus.valueAt('up{', 0)).rejects.toThrow('refused: bad_data: parse error (400)');
  });

  it('says that something else answered', async () => {
    server = await aWebServer((_, response) => response.writeHead(502).end('<html>'));
    const prometheus = prometheusAt(server.url, 1_000, new AbortController().signal);
    await expect(prometheus.valueAt('up', 0)).rejects.toThrow('answered 502 without its JSON');
  });

  it('says that nothing answered in time', async () => {
    server = await aWebServer(() => undefined);
    const prometheus = prometheusAt(server.url, 50, new AbortController().signal);
    await expect(prometheus.valueAt('up', 0)).rejects.toThrow('no answer within 50 ms');
  });
});

describe('a window', () => {
  it.each([
    [60_000, 'rate(x[60s])'],
    [2_000, 'rate(x[2s])'],
    [1_500, 'rate(x[1500ms])'],
    [166.67, 'rate(x[167ms])'],
  ])('of %d ms is a duration of Prometheus', (ms, query) => {
    expect(withWindow('rate(x[{{window}}])', ms)).toBe(query);
  });
});
