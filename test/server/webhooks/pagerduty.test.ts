import { afterEach, describe, expect, it } from 'vitest';
import { aReceiver, authorised, hmac, now, type Receiver } from './a-receiver.js';

process.env.RUNBACK_TEST_PAGERDUTY = 'the secret of the subscription';
const secret = process.env.RUNBACK_TEST_PAGERDUTY;
const set = { RUNBACK_PAGERDUTY_SECRETS: 'env:RUNBACK_TEST_PAGERDUTY' };

const anEvent = (type: string, data: object = {}, but: object = {}) => ({
  event: {
    id: `01${type}`,
    event_type: type,
    resource_type: 'incident',
    occurred_at: new Date(now).toISOString(),
    agent: null,
    client: null,
    data: {
      id: 'PGR0VU2',
      type: 'incident',
      html_url: 'https://acme.pagerduty.com/incidents/PGR0VU2',
      incident_key: 'd3640fbd41094207a1c11e58e46b1662',
      created_at: '2026-11-23T03:03:30Z',
      title: 'Error rate above 5 %',
      urgency: 'high',
      priority: { id: 'PSO75BM', summary: 'P1' },
      service: { id: 'PF9KMXH', summary: 'applylens-api' },
      ...data,
    },
    ...but,
  },
});
const signed = (raw: string, ...secrets: string[]) => ({
  'x-pagerduty-signature': secrets.map((each) => `v1=${hmac(each, raw)}`).join(','),
});

describe('the webhook of PagerDuty', () => {
  let receiver: Receiver;
  afterEach(() => receiver.server.close());
  const send = async (event: object, ...secrets: string[]) => {
    const raw = JSON.stringify(event);
    return receiver.send('pagerduty', raw, signed(raw, ...(secrets.length === 0 ? [secret] : secrets)));
  };

  it('starts a rollback with an incident, and ends its alert with it', async () => {
    receiver = await aReceiver(set);
    expect((await send(anEvent('incident.triggered'))).alerts).toMatchObject([
      { service: 'applylens-api', became: 'started' },
    ]);
    expect((await send(anEvent('incident.resolved'))).status).toBe(202);
    expect(receiver.passedOn).toMatchObject([
      {
        severity: 'SEV1',
        alert: {
          source: 'pagerduty',
          name: 'Error rate above 5 %',
          status: 'firing',
          fingerprint: 'PGR0VU2',
          startsAt: '2026-11-23T03:03:30Z',
        },
      },
      { alert: { status: 'resolved', fingerprint: 'PGR0VU2' } },
    ]);
  });

  it('is taken when any of its signatures is right: it signs with each of its secrets', async () => {
    receiver = await aReceiver(set);
    expect((await send(anEvent('incident.triggered'), 'a former secret', secret)).status).toBe(202);
  });

  it('is refused when none is, whatever token came along', async () => {
    receiver = await aReceiver(set);
    const raw = JSON.stringify(anEvent('incident.triggered'));
    const right = hmac(secret, raw);
    for (const signature of [`v1=${hmac('x', raw)}`, right, `v0=${right}`, `v1=${right.slice(2)}`, 'v1=', ''])
      expect(
        (await receiver.send('pagerduty', raw, { 'x-pagerduty-signature': signature, ...authorised })).status,
      ).toBe(401);
    expect((await receiver.send('pagerduty', raw, authorised)).status).toBe(401);
    expect((await receiver.send('pagerduty', raw.replace('PGR0VU2', 'PGR0VU3'), signed(raw, secret))).status).toBe(401);
    expect((await receiver.send('pagerduty', raw.slice(0, -9), signed(raw, secret))).status).toBeGreaterThanOrEqual(
      400,
    );
    expect(receiver.passedOn).toEqual([]);
  });

  it('is refused when it is older than an hour, and counts once', async () => {
    receiver = await aReceiver(set);
    const at = (ms: number) => ({ occurred_at: new Date(now + ms).toISOString() });
    expect((await send(anEvent('incident.triggered', {}, at(-3_600_001)))).status).toBe(401);
    expect((await send(anEvent('incident.triggered', {}, at(-3_600_000)))).alerts).toHaveLength(1);
    expect(await send(anEvent('incident.triggered', {}, at(-1)))).toMatchObject({ status: 202, repeated: true });
    expect(receiver.passedOn).toHaveLength(1);
  });

  it('is not heard without a secret', async () => {
    receiver = await aReceiver();
    expect((await send(anEvent('incident.triggered'))).text).toContain('RUNBACK_PAGERDUTY_SECRETS');
  });

  it.each([
    [
      'an incident that Runback opened',
      anEvent('incident.triggered', { incident_key: 'runback/inc-1' }),
      /opened this incident itself/,
    ],
    [
      'its own page',
      anEvent('incident.triggered', { incident_key: null, title: 'Rollback of applylens-api' }),
      /itself/,
    ],
    ['an acknowledgement', anEvent('incident.acknowledged'), /^incident.acknowledged begins nothing/],
  ])('starts nothing with %s', async (_, event, why) => {
    receiver = await aReceiver(set);
    expect((await send(event)).alerts).toMatchObject([{ became: 'starts nothing', said: expect.stringMatching(why) }]);
    expect(receiver.passedOn).toEqual([]);
  });

  it('knows the service by its id where the catalogue names it, and says so where it does not', async () => {
    receiver = await aReceiver(set);
    const known = anEvent('incident.triggered', { service: { id: 'PAPPLYL', summary: 'ApplyLens production' } });
    expect((await send(known)).alerts).toMatchObject([{ service: 'applylens-api', became: 'started' }]);
    const unknown = anEvent('incident.reopened', { service: { id: 'PX', summary: 'Billing' } });
    expect((await send(unknown)).alerts).toMatchObject([{ service: 'Billing', became: 'unknown service' }]);
  });

  it('answers a ping, and what has no incident', async () => {
    receiver = await aReceiver(set);
    const ping = {
      event: {
        id: '02',
        event_type: 'pagey.ping',
        occurred_at: new Date(now).toISOString(),
        data: { message: 'Hello' },
      },
    };
    expect(await send(ping)).toMatchObject({ status: 202, alerts: [] });
    expect((await send(anEvent('incident.triggered', { title: undefined, service: null }))).alerts).toMatchObject([
      { became: 'unknown service' },
    ]);
  });
});
