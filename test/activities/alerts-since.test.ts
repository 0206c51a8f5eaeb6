import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readAlertsSince } from '../../activities/alerts-since.js';
import { anEntry, type EntryGiven } from '../support/an-entry.js';
import { aWebServer, json, type WebServer } from './a-web-server.js';

let server: WebServer;
let asked: { url: string; authorization: string | undefined }[];
let alerts: unknown;
let incidents: unknown;
let status: number;

beforeEach(async () => {
  vi.stubEnv('PAGERDUTY_API_TOKEN', 'of-pagerduty');
  asked = [];
  [alerts, incidents, status] = [[], { incidents: [] }, 200];
  server = await aWebServer((request, response) => {
    asked.push({ url: request.url ?? '', authorization: request.headers.authorization });
    return json(response, status, request.url?.startsWith('/incidents') ? incidents : alerts);
  });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
});

const restoredAt = '2026-11-23T03:10:00.000Z';
const asking = { withinMs: 1_000, signal: new AbortController().signal };
const read = (given: EntryGiven, heardByWebhook = false) =>
  readAlertsSince({ entry: anEntry(given), restoredAt, heardByWebhook }, asking);
const byAlertmanager = () => ({ alertmanager: { url: server.url } });
const byPagerDuty = () => ({
  pagerduty: { api: server.url, token: 'env:PAGERDUTY_API_TOKEN', from: 'runback@applylens.io', service: 'PAPPLYL' },
});

describe('alerts since restored', () => {
  it('are asked of Alertmanager by all names of the service, without what is silenced', async () => {
    const labels = { alertname: 'ErrorRate', service: 'applylens-api', env: 'prod' };
    const startsAt = '2026-11-23T03:12:00Z';
    alerts = [
      { labels, startsAt },
      { labels: { ...labels, alertname: 'Canary', service: 'applylens-api-prod' }, startsAt },
      { labels: { ...labels, env: 'staging' }, startsAt },
      { labels: { ...labels, service: 'another' }, startsAt },
    ];
    const value = ['ErrorRate', 'Canary'].map((name) => ({ name, since: startsAt }));
    expect(await read(byAlertmanager())).toEqual([{ source: 'Alertmanager', firing: { state: 'known', value } }]);
    const query = new URL(asked[0]?.url ?? '', server.url).searchParams;
    expect(Object.fromEntries(query)).toEqual({
      active: 'true',
      silenced: 'false',
      inhibited: 'false',
      unprocessed: 'false',
      filter: 'service=~"applylens-api|applylens-api-prod"',
    });
  });

  it('are asked of PagerDuty by open incidents, without those that Runback opened', async () => {
    const created_at = '2026-11-23T03:12:00Z';
    incidents = {
      incidents: [
        { title: 'Queue is growing', created_at, incident_key: 'q' },
        { title: 'applylens-api prod: rolling back', created_at, incident_key: 'runback/0190' },
        { title: 'Rollback of applylens-api prod needs a person', created_at, incident_key: null },
      ],
    };
    const value = [{ name: 'Queue is growing', since: created_at }];
    expect(await read(byPagerDuty())).toEqual([{ source: 'PagerDuty', firing: { state: 'known', value } }]);
    expect(asked[0]).toMatchObject({ authorization: 'Token token=of-pagerduty' });
    const query = new URL(asked[0]?.url ?? '', server.url).searchParams;
    expect(query.getAll('service_ids[]')).toEqual(['PAPPLYL']);
    expect(query.getAll('statuses[]')).toEqual(['triggered', 'acknowledged']);
    expect(query.get('since')).toBe(restoredAt);
  });

  it.each([
    ['an error', 503, []],
    ['something else', 200, { alerts: 'none' }],
  ])('are unknown where %s comes back', async (_, code, body) => {
    [status, alerts, incidents] = [code, body, body];
    const both = await read({ ...byAlertmanager(), ...byPagerDuty() });
    expect(both?.map(({ firing }) => firing.state)).toEqual(['unknown', 'unknown']);
  });

  it('have no source where the catalogue names none, and one where webhooks are heard', async () => {
    expect(await read({})).toBeUndefined();
    expect(await read({}, true)).toEqual([{ source: 'webhooks', firing: { state: 'known', value: [] } }]);
  });
});
