import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aTemporal, type TestTemporal } from '../support/temporal.js';
import { aServer, type ServerWorld } from './a-server.js';
import { type SmallWorker, smallWorkers } from './small-worker.js';

let temporal: TestTemporal;
let worker: SmallWorker;
let world: ServerWorld;

beforeAll(async () => {
  temporal = await aTemporal();
  worker = await smallWorkers(temporal)();
  world = await aServer(temporal.client);
});
afterAll(async () => {
  await world.server.close();
  await worker.stop();
  await temporal.stop();
});

describe('what only reads', () => {
  it.each(['/rollbacks', '/rollbacks/prod/web', '/holds/prod/web', '/webhooks/records'])(
    'lets nobody read %s without a token that may',
    async (url) => {
      expect(await world.ask('GET', url, { as: 'nobody' })).toMatchObject({
        status: 401,
        type: expect.stringContaining('problem+json'),
        body: { detail: 'No bearer token came; nothing was done. Make one: runback token NAME --role viewer' },
      });
      expect(await world.ask('GET', url, { as: 'sender' })).toMatchObject({
        status: 403,
        body: { detail: 'sender-olga holds sender; this needs viewer or approver. Nothing was done' },
      });
    },
  );

  it('shows of a service only to whom the token holds for it', async () => {
    await world.ask('POST', '/rollbacks', { body: { service: 'web', environment: 'prod', reason: '5xx' } });
    expect(await world.ask('GET', '/rollbacks/prod/web', { as: 'approver' })).toMatchObject({ status: 200 });
    expect(await world.ask('GET', '/rollbacks/prod/web', { as: 'elsewhere' })).toMatchObject({
      status: 403,
      body: { detail: 'elsewhere-eve does not hold for web in prod. Nothing was done' },
    });
    await expect.poll(async () => (await world.ask('GET', '/rollbacks')).text).toContain('rollback/prod/web');
    expect((await world.ask('GET', '/rollbacks', { as: 'elsewhere' })).body.rollbacks).toEqual([]);
  });

  it('leaves out of the newest alerts what the token does not hold for', async () => {
    const alert = { status: 'firing', labels: { alertname: 'P95', service: 'nowhere', environment: 'prod' } };
    await world.ask('POST', '/webhooks/alertmanager', { as: 'sender', body: { alerts: [alert] } });
    expect((await world.ask('GET', '/webhooks/records', { as: 'viewer' })).text).toContain('nowhere');
    expect((await world.ask('GET', '/webhooks/records', { as: 'elsewhere' })).body.records).toEqual([]);
  });
});
