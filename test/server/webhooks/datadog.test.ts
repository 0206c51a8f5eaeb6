import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { aReceiver, asViewer, authorised, type Receiver } from './a-receiver.js';

const template = readFileSync(new URL('../../../deploy/datadog-webhook.json', import.meta.url), 'utf8');

const values: Record<string, string> = {
  ALERT_ID: '123456',
  ALERT_CYCLE_KEY: '8421',
  ALERT_TRANSITION: 'Triggered',
  EVENT_TITLE: '[Triggered on {service:applylens-api}] Error rate above 5 %',
  TEXT_ONLY_MSG: 'Error rate is 12 %',
  TAGS: 'env:prod,service:applylens-api,team:core',
  ALERT_SCOPE: 'service:applylens-api',
  ALERT_PRIORITY: 'P1',
  LINK: 'https://app.datadoghq.com/monitors/123456',
};

/** Datadog puts its values in place of the names, longest first. */
const sent = (but: Record<string, string> = {}): string => {
  const all = Object.entries({ ...values, ...but }).sort(([a], [b]) => b.length - a.length);
  return all.reduce((text, [name, value]) => text.replaceAll(`$${name}`, value), template);
};

describe('the webhook of Datadog', () => {
  let receiver: Receiver;
  afterEach(() => receiver.server.close());

  it('understands the template that is shipped', async () => {
    receiver = await aReceiver();
    expect((await receiver.send('datadog', sent(), authorised)).alerts).toMatchObject([
      { service: 'applylens-api', environment: 'prod', became: 'started' },
    ]);
    expect(receiver.passedOn).toMatchObject([
      {
        severity: 'SEV1',
        alert: {
          source: 'datadog',
          name: 'Error rate above 5 %',
          status: 'firing',
          fingerprint: '123456/8421',
          summary: 'Error rate is 12 %',
        },
      },
    ]);
    expect(sent()).not.toContain('$');
  });

  it('takes what is sent again and what is over for the same alert', async () => {
    receiver = await aReceiver();
    for (const ALERT_TRANSITION of ['Triggered', 'Renotify', 'Recovered'])
      await receiver.send('datadog', sent({ ALERT_TRANSITION }), authorised);
    expect(receiver.passedOn.map(({ alert }) => [alert.status, alert.fingerprint])).toEqual([
      ['firing', '123456/8421'],
      ['firing', '123456/8421'],
      ['resolved', '123456/8421'],
    ]);
  });

  it.each(['No Data', 'Re-No Data', 'Warn', 'Re-Warn', '$ALERT_TRANSITION_'])(
    'starts nothing with %s',
    async (ALERT_TRANSITION) => {
      receiver = await aReceiver();
      const { alerts } = await receiver.send('datadog', sent({ ALERT_TRANSITION }), authorised);
      expect(alerts).toMatchObject([{ became: 'starts nothing' }]);
    },
  );

  it.each([
    ['no service', 'env:prod,team:core'],
    ['two services', 'env:prod,service:applylens-api,service:applylens-web'],
  ])('does not guess with %s', async (_, TAGS) => {
    receiver = await aReceiver();
    const { alerts } = await receiver.send('datadog', sent({ TAGS, ALERT_SCOPE: '*' }), authorised);
    expect(alerts).toMatchObject([{ became: 'unknown service' }]);
  });

  it('needs a token of a sender, and the whole of its body', async () => {
    receiver = await aReceiver();
    expect((await receiver.send('datadog', sent())).status).toBe(401);
    expect((await receiver.send('datadog', sent(), { authorization: 'Bearer rb_forged' })).status).toBe(401);
    expect((await receiver.send('datadog', sent(), asViewer)).status).toBe(403);
    expect((await receiver.send('datadog', sent().slice(0, -5), authorised)).status).toBe(400);
    expect((await receiver.send('datadog', '{}', authorised)).status).toBe(400);
    expect(receiver.passedOn).toEqual([]);
  });
});
