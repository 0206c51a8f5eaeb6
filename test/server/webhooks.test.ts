import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { queues, rollbackId } from '../../src/identifiers.js';
import { aTemporal, type TestTemporal } from '../support/temporal.js';
import { aServer, type ServerWorld } from './a-server.js';
import { aDelivery, anAlert } from './fixtures/alerts.js';
import { aCatalogue } from './fixtures/catalogue.js';
import { finish, heardBy, type SmallWorker, smallWorkers } from './small-worker.js';

const gatherFor = 400;
const hook = '/webhooks/alertmanager';
let temporal: TestTemporal;
let worker: SmallWorker;
const worlds: ServerWorld[] = [];
const world = async (...services: readonly string[]): Promise<ServerWorld> => {
  const made = await aServer(temporal.client, { gatherFor, services: aCatalogue(...services) });
  worlds.push(made);
  return made;
};
const deliver = (server: ServerWorld, ...alerts: readonly object[]) =>
  server.ask('POST', hook, { as: 'sender', body: aDelivery(...alerts) });
const alertsHeardBy = async (service: string) =>
  (await heardBy(temporal.client, service)).filter(({ name }) => name === 'alert').map(({ value }) => value);
const runsOf = async (service: string): Promise<string[]> => {
  const runs: string[] = [];
  for await (const { runId } of temporal.client.workflow.list({
    query: `WorkflowId = "${rollbackId('prod', service)}"`,
  })) {
    runs.push(runId);
  }
  return runs;
};

beforeAll(async () => {
  temporal = await aTemporal();
  worker = await smallWorkers(temporal)();
});
afterEach(async () => {
  await Promise.all(worlds.splice(0).map(({ server }) => server.close()));
});
afterAll(async () => {
  await worker.stop();
  await temporal.stop();
});

describe('a firing alert', () => {
  it('starts a rollback of the service that its labels name by an alias, with what it said', async () => {
    const { status, body } = await deliver(await world('first'), anAlert({ service: 'first-prod' }));
    expect(status).toBe(202);
    const started = { service: 'first', environment: 'prod', became: 'started', said: 'Started' };
    expect(body.alerts).toMatchObject([{ ...started, id: 'rollback/prod/first' }]);
    const [request] = await heardBy(temporal.client, 'first');
    expect(request?.value).toMatchObject({
      service: 'first',
      reason: 'ErrorRateSpike: error rate 32.95%',
      severity: 'SEV1',
      trigger: {
        kind: 'alert',
        name: 'ErrorRateSpike',
        startsAt: '2026-11-23T00:33:42.767Z',
        fingerprint: '2a5e27c7f9a33308',
      },
    });
  });

  it('starts one rollback however many deliveries come at once, to two servers', async () => {
    const servers = await Promise.all([world('flooded'), world('flooded')]);
    const deliveries = Array.from({ length: 120 }, (_, n) =>
      deliver(
        servers[n % 2] as ServerWorld,
        anAlert({ service: 'flooded', pod: `${n % 40}` }, { fingerprint: `f${n % 40}` }),
      ),
    );
    const answers = await Promise.all(deliveries);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    await Promise.all(worlds.splice(0).map(({ server }) => server.close()));
    expect(await runsOf('flooded')).toHaveLength(1);
    expect((await alertsHeardBy('flooded')).length).toBeLessThanOrEqual(4);
  });

  it('starts one rollback in a flood of 10,000, and people are heard as before', async () => {
    const server = await world('drowned');
    const delivery = (first: number) =>
      Array.from({ length: 200 }, (_, n) =>
        anAlert({ service: 'drowned', pod: `${first + n}` }, { fingerprint: `f${first + n}` }),
      );
    /** As a sender does: what is not taken in time is sent again. */
    const untilTaken = async (alerts: readonly object[]): Promise<void> => {
      const { status } = await deliver(server, ...alerts);
      expect([202, 503]).toContain(status);
      if (status === 503) await untilTaken(alerts);
    };
    const flood = Array.from({ length: 50 }, (_, n) => untilTaken(delivery(n * 200)));
    await flood[0];
    const said = await server.ask('POST', '/rollbacks/prod/drowned/note', { body: { text: 'we are on it' } });
    expect(said.status).toBe(200);
    await Promise.all(flood);
    await Promise.all(worlds.splice(0).map(({ server: each }) => each.close()));
    expect(await runsOf('drowned')).toHaveLength(1);
    const heard = await heardBy(temporal.client, 'drowned');
    expect(heard.filter(({ name }) => name === 'note')).toHaveLength(1);
    expect(heard.length).toBeLessThan(60);
  });

  it('does not start again when it is repeated after its rollback has ended, even by a restarted server', async () => {
    const alert = anAlert({ service: 'repeated' });
    const server = await world('repeated');
    await deliver(server, alert);
    await finish(temporal.client, rollbackId('prod', 'repeated'));
    expect((await deliver(server, alert)).body.alerts).toMatchObject([{ became: 'repeat' }]);
    expect((await deliver(await world('repeated'), alert)).body.alerts).toMatchObject([{ became: 'repeat' }]);
    expect(await runsOf('repeated')).toHaveLength(1);
  });

  it('says that no worker polls', async () => {
    const lonely = await aTemporal();
    const server = await aServer(lonely.client, { services: aCatalogue('lonely') });
    const { status, body } = await deliver(server, anAlert({ service: 'lonely' }));
    expect(status).toBe(202);
    expect(JSON.stringify(body)).toContain('no worker polls `runback`');
    await server.server.close();
    await lonely.stop();
  });
});

describe('within the hour after a rollback', () => {
  const restoredAt = '2026-11-23T01:00:00.000Z';
  const monitored = async (service: string) => {
    const requestId = randomUUID();
    const workflowId = `monitor/prod/${service}/${requestId}`;
    await temporal.client.workflow.start('monitor', { workflowId, taskQueue: queues.main, memo: { restoredAt } });
    const query = `WorkflowId = "${workflowId}"`;
    await expect.poll(async () => (await temporal.client.workflow.count(query)).count).toBe(1);
    return requestId;
  };

  it('an alert that began before traffic was restored is a note', async () => {
    const requestId = await monitored('older');
    const older = anAlert({ service: 'older' }, { startsAt: '2026-11-23T00:59:59.000Z' });
    expect((await deliver(await world('older'), older)).body.alerts).toMatchObject([{ became: 'note' }]);
    expect(await runsOf('older')).toEqual([]);
    const heard = temporal.client.workflow.getHandle(`monitor/prod/older/${requestId}`).query<object[]>('heard');
    expect(await heard).toMatchObject([{ name: 'ErrorRateSpike', status: 'firing' }]);
  });

  it('an alert that began afterwards starts a rollback that reopens the former', async () => {
    const reopens = await monitored('newer');
    const newer = anAlert({ service: 'newer' }, { startsAt: '2026-11-23T01:00:01.000Z' });
    expect((await deliver(await world('newer'), newer)).body.alerts).toMatchObject([{ became: 'started' }]);
    expect((await heardBy(temporal.client, 'newer'))[0]?.value).toMatchObject({ reopens });
  });
});

describe('an alert that starts nothing', () => {
  it('is evidence when it is resolved while a rollback runs', async () => {
    const server = await world('resolved');
    await deliver(server, anAlert({ service: 'resolved' }));
    await deliver(server, anAlert({ service: 'resolved' }, { status: 'resolved' }));
    await expect.poll(() => alertsHeardBy('resolved')).toMatchObject([{ name: 'ErrorRateSpike', status: 'resolved' }]);
  });

  it('is recorded when it is resolved and nothing is open', async () => {
    const { body } = await deliver(await world('quiet'), anAlert({ service: 'quiet' }, { status: 'resolved' }));
    expect(body.alerts).toMatchObject([{ became: 'nothing open' }]);
    expect(await runsOf('quiet')).toEqual([]);
  });

  it.each([
    ['a service that is not in the catalogue', { service: 'appi' }, 'appi'],
    ['another environment', { env: 'staging' }, 'staging'],
  ])('is recorded for %s, never guessed at', async (_, labels, named) => {
    const server = await world('api');
    const { status, body } = await deliver(server, anAlert(labels));
    expect(status).toBe(202);
    expect(body.alerts).toMatchObject([{ became: 'unknown service' }]);
    await deliver(server, anAlert(labels));
    const records = await server.ask('GET', '/webhooks/records', { as: 'viewer' });
    expect(records.body.records).toMatchObject([{ became: 'unknown service', alert: 'ErrorRateSpike', count: 2 }]);
    expect(records.text).toContain(named);
    expect(await runsOf('api')).toEqual([]);
  });

  it('is recorded when it names no service', async () => {
    const { labels, ...alert } = anAlert();
    const { service, ...others } = labels;
    const { status, body } = await deliver(await world('api'), { ...alert, labels: others });
    expect(status).toBe(202);
    expect(JSON.stringify(body)).toContain('no label `service`');
    expect(service).toBe('api-prod');
  });
});
