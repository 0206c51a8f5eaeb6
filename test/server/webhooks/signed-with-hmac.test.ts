import { afterEach, describe, expect, it } from 'vitest';
import { aDelivery, anAlert } from '../fixtures/alerts.js';
import { aReceiver, asViewer, authorised, hmac, now, type Receiver } from './a-receiver.js';

process.env.RUNBACK_TEST_OLD = 'the old secret of the sender';
process.env.RUNBACK_TEST_NEW = 'the new secret of the sender';
const [old, fresh] = [process.env.RUNBACK_TEST_OLD, process.env.RUNBACK_TEST_NEW];
const seconds = String(now / 1_000);

const ofGrafana = {
  ...aDelivery(anAlert({ service: 'applylens-api' })),
  version: '1',
  orgId: 1,
  title: '[FIRING:1] ErrorRateSpike',
  state: 'alerting',
};
const ofOurOwn = {
  alerts: [{ service: 'applylens-api', environment: 'prod', name: 'ErrorRateSpike', severity: 'sev1' }],
};

describe.each([
  ['grafana', 'GRAFANA', 'x-grafana-alert-signature', ofGrafana],
  ['generic', 'GENERIC', 'x-runback-signature', ofOurOwn],
] as const)('the webhook of %s', (name, variable, header, body) => {
  let receiver: Receiver;
  afterEach(() => receiver.server.close());
  const raw = JSON.stringify(body);
  const secrets = { [`RUNBACK_${variable}_SECRETS`]: 'env:RUNBACK_TEST_NEW, env:RUNBACK_TEST_OLD' };
  const timed = { ...secrets, [`RUNBACK_${variable}_TIMESTAMP_HEADER`]: 'X-Signed-At' };
  const signed = (secret: string) => ({ [header]: hmac(secret, raw) });

  it('starts a rollback when it is signed', async () => {
    receiver = await aReceiver(secrets);
    const { status, alerts } = await receiver.send(name, raw, signed(fresh));
    expect([status, alerts]).toMatchObject([
      202,
      [{ service: 'applylens-api', environment: 'prod', became: 'started' }],
    ]);
    expect(receiver.passedOn).toMatchObject([{ alert: { source: name, name: 'ErrorRateSpike' }, severity: 'SEV1' }]);
  });

  it.each([
    ['the former secret, while it is replaced', () => signed(old)],
    ['a prefix before the signature', () => ({ [header]: `sha256=${hmac(fresh, raw)}` })],
    ['capital letters', () => ({ [header]: hmac(fresh, raw).toUpperCase() })],
  ])('is taken with %s', async (_, headers) => {
    receiver = await aReceiver(secrets);
    expect((await receiver.send(name, raw, headers())).status).toBe(202);
  });

  it.each([
    ['a forged signature', raw, () => ({ [header]: hmac('another secret', raw) })],
    ['a forged signature and a good token', raw, () => ({ [header]: hmac('another secret', raw), ...authorised })],
    ['no signature and a good token', raw, () => authorised],
    ['the signature of another body', raw.replace('prod', 'qual'), () => signed(fresh)],
    ['one more space', `${raw} `, () => signed(fresh)],
    ['half a signature', raw, () => ({ [header]: hmac(fresh, raw).slice(0, 32) })],
    ['an empty signature', raw, () => ({ [header]: '' })],
    ['a signature in another header', raw, () => ({ 'x-signature': hmac(fresh, raw) })],
  ])('is refused with %s', async (_, sent, headers) => {
    receiver = await aReceiver(secrets);
    const { status, text } = await receiver.send(name, sent, headers());
    expect([status, text]).toEqual([401, expect.stringContaining('the signature is not that of a secret')]);
    expect(receiver.passedOn).toEqual([]);
  });

  it('is refused when it is cut off', async () => {
    receiver = await aReceiver(secrets);
    const cut = raw.slice(0, -20);
    expect((await receiver.send(name, cut, { [header]: hmac(fresh, cut) })).status).toBe(400);
    expect((await receiver.send(name, cut, signed(fresh))).status).toBeGreaterThanOrEqual(400);
    expect(receiver.passedOn).toEqual([]);
  });

  it('counts once when it is replayed, and again when it could not be passed on', async () => {
    receiver = await aReceiver(secrets);
    receiver.isDown = true;
    expect((await receiver.send(name, raw, signed(fresh))).status).toBe(503);
    receiver.isDown = false;
    expect((await receiver.send(name, raw, signed(fresh))).alerts).toHaveLength(1);
    expect(await receiver.send(name, raw, signed(fresh))).toMatchObject({ status: 202, alerts: [], repeated: true });
    expect(receiver.passedOn).toHaveLength(1);
  });

  it.each([
    ['now', 0, 202],
    ['five minutes ago', -300, 202],
    ['more than five minutes ago', -301, 401],
    ['more than five minutes from now', 301, 401],
  ])('of a sender that signs the time, signed %s', async (_, off, status) => {
    receiver = await aReceiver(timed);
    const at = String(Number(seconds) + off);
    expect((await receiver.send(name, raw, { 'x-signed-at': at, [header]: hmac(fresh, `${at}:`, raw) })).status).toBe(
      status,
    );
  });

  it.each([
    ['without it', {}],
    ['with another than was signed', { 'x-signed-at': String(Number(seconds) + 1) }],
    ['with no number', { 'x-signed-at': 'yesterday' }],
  ])('of a sender that signs the time is refused %s', async (_, headers) => {
    receiver = await aReceiver(timed);
    const signature = { [header]: hmac(fresh, `${seconds}:`, raw) };
    expect((await receiver.send(name, raw, { ...signature, ...headers })).status).toBe(401);
    expect((await receiver.send(name, raw, { ...signed(fresh), ...headers })).status).toBe(401);
  });

  it('waits for a secret that cannot be read', async () => {
    receiver = await aReceiver({ [`RUNBACK_${variable}_SECRETS`]: 'file:/nowhere/secret,env:RUNBACK_TEST_OLD' });
    expect((await receiver.send(name, raw, signed(old))).status).toBe(202);
    const { status, text } = await receiver.send(name, raw, signed(fresh));
    expect([status, text]).toEqual([503, expect.not.stringContaining('nowhere')]);
  });

  it('is heard with a token where no secret is set, and never signed then', async () => {
    receiver = await aReceiver();
    expect((await receiver.send(name, raw, authorised)).status).toBe(202);
    expect((await receiver.send(name, raw)).status).toBe(401);
    expect((await receiver.send(name, raw, asViewer)).status).toBe(403);
    const { status, text } = await receiver.send(name, raw, { ...authorised, ...signed(fresh) });
    expect([status, text]).toEqual([401, expect.stringContaining('no secret of')]);
  });

  it.each(['', '{}', '[]', 'null', '"text"', '{"alerts":1}', '{"alerts":[{}]}', '[[['])(
    'does not understand %j',
    async (sent) => {
      receiver = await aReceiver(secrets);
      const { status } = await receiver.send(name, sent, { [header]: hmac(fresh, sent) });
      expect(status).toBe(400);
    },
  );
});

describe('the webhook of grafana', () => {
  it('keeps on record only that a rule could not be evaluated', async () => {
    const receiver = await aReceiver();
    for (const alertname of ['DatasourceNoData', 'DatasourceError']) {
      const alert = anAlert({ service: 'applylens-api', alertname, rulename: 'Error rate' });
      const { alerts } = await receiver.send('grafana', aDelivery(alert), authorised);
      expect(alerts).toMatchObject([
        { became: 'starts nothing', said: expect.stringMatching(/^Grafana could not evaluate Error rate/) },
      ]);
    }
    expect(receiver.passedOn).toEqual([]);
    await receiver.server.close();
  });

  it('finds its signature in the header that the configuration names', async () => {
    const set = {
      RUNBACK_GRAFANA_SECRETS: 'env:RUNBACK_TEST_NEW',
      RUNBACK_GRAFANA_SIGNATURE_HEADER: 'X-Grafana-Alerting-Signature',
    };
    const receiver = await aReceiver(set);
    const raw = JSON.stringify(ofGrafana);
    expect((await receiver.send('grafana', raw, { 'x-grafana-alerting-signature': hmac(fresh, raw) })).status).toBe(
      202,
    );
    expect((await receiver.send('grafana', raw, { 'x-grafana-alert-signature': hmac(fresh, raw) })).status).toBe(401);
    await receiver.server.close();
  });
});

describe('the generic webhook', () => {
  it('counts what bears the same id once, and never guesses a service', async () => {
    const receiver = await aReceiver();
    const [alert] = ofOurOwn.alerts;
    expect((await receiver.send('generic', { id: 'd-1', alerts: [alert] }, authorised)).alerts).toHaveLength(1);
    expect((await receiver.send('generic', { id: 'd-1', alerts: [alert, alert] }, authorised)).repeated).toBe(true);
    const unknown = { alerts: [{ ...alert, service: 'applylens' }] };
    expect((await receiver.send('generic', unknown, authorised)).alerts).toMatchObject([{ became: 'unknown service' }]);
    expect(receiver.became()).toEqual(['unknown service']);
    await receiver.server.close();
  });
});
