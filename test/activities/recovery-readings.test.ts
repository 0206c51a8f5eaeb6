import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSinceRestored, type Since } from '../../activities/recovery-readings.js';
import { anEntry } from '../support/an-entry.js';
import { aWebServer, json, type WebServer } from './a-web-server.js';

let prometheus: WebServer;
let asked: string[];
let answers: boolean;

const minute = 60_000;
const now = Date.parse('2026-11-23T03:25:00.000Z');

/** One number of an instant query, one a minute of a range query but for the second minute. */
function resultOf(query: string, form: URLSearchParams): object {
  const value = query.startsWith('agent') ? '0.04' : query.startsWith('avg') ? '900' : '500';
  const start = Number(form.get('start'));
  if (Number.isNaN(start) || form.get('start') === null)
    return { resultType: 'vector', result: [{ metric: {}, value: [0, value] }] };
  const values = Array.from({ length: 15 }, (_, step) => [start + 60 * step, value]).filter((_, step) => step !== 1);
  return { resultType: 'matrix', result: [{ metric: {}, values }] };
}

beforeEach(async () => {
  asked = [];
  answers = true;
  prometheus = await aWebServer((_, response, body) => {
    const form = new URLSearchParams(body);
    const query = form.get('query') ?? '';
    asked.push(query);
    return answers ? json(response, 200, { status: 'success', data: resultOf(query, form) }) : json(response, 503, {});
  });
});
afterEach(() => prometheus.close());

const read = (given: Partial<Since> = {}) => {
  const queries = {
    errorRate: 'errors[{{window}}]',
    requests: 'requests[{{window}}]',
    agentErrorRate: 'agentErrors{{{agent}}}[{{window}}]',
    agentRequests: 'requests{{{agent}}}[{{window}}]',
  };
  const agents = [{ name: 'inbox.triage', slo: 0.98, minimumSample: 50 }];
  const entry = { ...anEntry({ agents }), prometheus: { url: prometheus.url, queries } };
  const since = { restoredAt: now - 15 * minute, now, withinMs: 1_000, signal: AbortSignal.timeout(5_000) };
  return readSinceRestored(entry, { ...since, ...given });
};

describe('what Prometheus says of the time since restored', () => {
  it('is read over that whole time, and minute by minute from restored on', async () => {
    const { readings, steps, why } = await read();
    expect(readings.errorRate).toEqual({ ratio: 500, requests: 500 });
    expect(asked).toContain('errors[900s]');
    expect(steps).toHaveLength(15);
    expect(steps.map((step) => step === null)).toEqual(Array.from({ length: 15 }, (_, step) => step === 1));
    expect(why).toBeUndefined();
  });

  it('has each agent with an SLO of its own', async () => {
    expect((await read()).readings.agents).toEqual([
      { name: 'inbox.triage', slo: 0.98, minimumSample: 50, errorRate: 0.04, requests: 500 },
    ]);
    expect(asked).toContain('agentErrors{inbox.triage}[900s]');
  });

  it('has the traffic of the hour before the deployment, from the minutes that were measured', async () => {
    const baseline = { until: '2026-11-23T02:55:00.000Z', before: 'the deployment of v1.2.3' };
    const { readings } = await read({ trafficBefore: baseline });
    expect(readings.traffic).toEqual({ baseline, perMinute: 900, measured: 500, steps: 60, overMs: 60 * minute });
    expect(asked).toContain('avg_over_time(((requests[60s]) >= 0)[3600s:60s])');
    expect((await read()).readings).not.toHaveProperty('traffic');
  });

  it('is nothing, with the reason, while Prometheus does not answer', async () => {
    answers = false;
    const { readings, steps, why } = await read();
    expect([readings.errorRate.ratio, steps]).toEqual([null, []]);
    expect(why).toContain('answered 503');
  });
});
