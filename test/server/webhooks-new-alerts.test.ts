import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aTemporal, type TestTemporal } from '../support/temporal.js';
import { aServer, type ServerWorld } from './a-server.js';
import { aDelivery, anAlert } from './fixtures/alerts.js';
import { aCatalogue } from './fixtures/catalogue.js';
import { heardBy, type SmallWorker, smallWorkers } from './small-worker.js';

const longerThanAnyTest = 600_000;
let temporal: TestTemporal;
let worker: SmallWorker;
let world: ServerWorld;

beforeAll(async () => {
  temporal = await aTemporal();
  worker = await smallWorkers(temporal)();
  const services = aCatalogue('mortal', 'counted', 'many');
  world = await aServer(temporal.client, { gatherFor: longerThanAnyTest, services });
});
afterAll(async () => {
  await world.server.close();
  await worker.stop();
  await temporal.stop();
});

const deliver = (...alerts: readonly object[]) =>
  world.ask('POST', '/webhooks/alertmanager', { as: 'sender', body: aDelivery(...alerts) });
const named = (service: string, alertname: string, but: Record<string, unknown> = {}) =>
  anAlert({ service, alertname }, { fingerprint: alertname, ...but });
const alertsHeardBy = async (service: string) =>
  (await heardBy(temporal.client, service)).filter(({ name }) => name === 'alert').map(({ value }) => value);

describe('an alert that is new while a rollback runs', () => {
  it('has reached the rollback before its sender is answered, so that it outlives the server', async () => {
    await deliver(named('mortal', 'ErrorRateSpike'), named('mortal', 'HighLatency'));
    await deliver(named('mortal', 'BurnRate'));
    await deliver(named('mortal', 'ErrorRateSpike', { status: 'resolved' }));
    expect((await alertsHeardBy('mortal')).map(({ name, status }) => `${String(name)} ${String(status)}`)).toEqual([
      'HighLatency firing',
      'BurnRate firing',
      'ErrorRateSpike resolved',
    ]);
  });

  it('tells how often the ones before were repeated, which by themselves are only counted', async () => {
    for (let sent = 0; sent < 3; sent += 1) await deliver(named('counted', 'ErrorRateSpike'));
    expect(await alertsHeardBy('counted')).toEqual([]);
    await deliver(named('counted', 'HighLatency'));
    expect(await alertsHeardBy('counted')).toMatchObject([{ name: 'HighLatency', count: 3 }]);
  });

  it('is gathered as one of a flood: the others after twenty go in one signal, at the latest when the server stops', async () => {
    for (let sent = 0; sent < 30; sent += 1) {
      expect((await deliver(named('many', `Alert${sent}`))).status).toBe(202);
    }
    expect((await alertsHeardBy('many')).map(({ name }) => name).at(-1)).toBe('Alert19');
    await world.server.close();
    const heard = await alertsHeardBy('many');
    expect(heard).toHaveLength(20);
    expect(heard.at(-1)).toMatchObject({ name: 'Alert20', count: 10 });
    expect(heard.at(-1)?.summary).toContain('Alert29 (firing)');
  });
});
