import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkRelayed } from '../../activities/relayed.js';
import { catalogueOf } from '../../src/catalogue/catalogue.js';
import { aTemporal, type TestTemporal } from '../support/temporal.js';
import { aServer, type ServerWorld } from './a-server.js';
import { anEntry } from './fixtures/catalogue.js';
import { heardBy, type SmallWorker, smallWorkers } from './small-worker.js';

let temporal: TestTemporal;
let worker: SmallWorker;
let world: ServerWorld;

beforeAll(async () => {
  temporal = await aTemporal();
  worker = await smallWorkers(temporal)();
  const named = ['api', 'web', 'jobs', 'dated', 'piped', 'named', 'outspoken'].map((service) => anEntry(service));
  const strict = anEntry('strict');
  const services = catalogueOf([
    ...named,
    anEntry('shy', 'observe'),
    { ...strict, policy: { ...strict.policy, identity: 'authenticated' } },
  ]);
  world = await aServer(temporal.client, { services });
});
afterAll(async () => {
  await world.server.close();
  await worker.stop();
  await temporal.stop();
});
const start = (service: string, more: object = {}) =>
  world.ask('POST', '/rollbacks', { body: { service, environment: 'prod', reason: '5xx', ...more } });

describe('POST /rollbacks', () => {
  it("starts one in the name of the token's holder, whatever the body says", async () => {
    const answer = await start('api-prod', { requestedBy: 'mallory' });
    expect(answer).toMatchObject({ status: 202, body: { id: 'rollback/prod/api', started: true, said: 'Started' } });
    expect((await heardBy(temporal.client, 'api'))[0]?.value).toMatchObject({
      service: 'api',
      requestedBy: 'operator-olga',
    });
    expect((await start('api')).body).toMatchObject({ started: false });
  });

  it('vouches for who asks, with a signature that the rollback can check', async () => {
    process.env.RUNBACK_TEST_KEY = 'k'.repeat(32);
    const relayKey = 'env:RUNBACK_TEST_KEY';
    const signing = await aServer(temporal.client, { relayKey });
    const body = { service: 'web', environment: 'prod', reason: '5xx' };
    await signing.ask('POST', '/rollbacks', { body: { ...body, relayed: {} } });
    const { status } = await signing.ask('POST', '/rollbacks', { body });
    expect(status).toBe(202);
    const all = await heardBy(temporal.client, 'web');
    const message = all.at(-1)?.value ?? {};
    expect(message).toMatchObject({ requestedBy: 'operator-olga', relayed: { roles: ['operator'] } });
    const asked = { workflowId: 'rollback/prod/web', verb: 'request' as const, message };
    expect(await checkRelayed({ relayKey })(asked)).toEqual({ signature: 'right' });
    expect(all).toHaveLength(1);
    await signing.server.close();
  });

  it('says itself when it accepted', async () => {
    const before = new Date().toISOString();
    await start('dated');
    const acceptedAt = String((await heardBy(temporal.client, 'dated'))[0]?.value.acceptedAt);
    expect(acceptedAt >= before).toBe(true);
    expect(acceptedAt <= new Date().toISOString()).toBe(true);
  });

  it("takes a machine's request from a token that is a sender's too", async () => {
    const body = { service: 'piped', environment: 'prod', reason: 'smoke', trigger: { kind: 'deployment' } };
    expect(await world.ask('POST', '/rollbacks', { as: 'pipeline', body })).toMatchObject({ status: 202 });
    expect((await heardBy(temporal.client, 'piped'))[0]?.value).toMatchObject({
      trigger: { kind: 'deployment' },
      requestedBy: 'deploy-pipeline',
    });
  });

  it('counts a request that is sent again under the same requestId once', async () => {
    const first = await start('named', { requestId: 'page-4711' });
    const again = await start('named', { requestId: 'page-4711' });
    expect([first, again].map(({ body }) => body.started)).toEqual([true, true]);
    expect(again.body.runId).toBe(first.body.runId);
  });

  it("never lets a person's request silence an alert by naming it", async () => {
    const trigger = { kind: 'person', fingerprint: '2a5e27c7f9a33308', startsAt: '2026-11-23T00:33:42.767Z' };
    const { body } = await start('outspoken', { trigger });
    const { memo } = await temporal.client.workflow.getHandle(String(body.id)).describe();
    expect(Object.keys(memo ?? {})).toEqual(['requestId']);
  });

  it('says at once how to approve where approvals must be authenticated', async () => {
    expect((await start('strict')).body.said).toContain(
      'to approve it: RUNBACK_TOKEN=… runback approve strict --env prod',
    );
  });

  it('says what a request in mode observe comes to', async () => {
    expect((await start('shy')).body.said).toContain('Add "act": true');
  });
});

describe('GET /rollbacks', () => {
  it('shows the state card of one, and lists those that are open', async () => {
    await start('web');
    const { status, body } = await world.ask('GET', '/rollbacks/prod/web-prod', { as: 'viewer' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ from: 'the run', status: { phase: 'acting', service: 'web' } });
    expect(String(body.card)).toContain('Following the ECS deployment');
    await expect.poll(async () => (await world.ask('GET', '/rollbacks')).text).toContain('rollback/prod/web');
  });

  it('does not find what never ran', async () => {
    expect(await world.ask('GET', '/rollbacks/prod/jobs')).toMatchObject({ status: 404 });
  });
});

describe('a message', () => {
  it("is taken from the token's holder, whatever the body says", async () => {
    await start('api');
    const body = { by: 'mallory', reason: 'wrong service' };
    const answer = await world.ask('POST', '/rollbacks/prod/api/abort', { body });
    expect(answer).toMatchObject({
      status: 200,
      body: { said: 'abort taken from operator-olga', by: 'operator-olga' },
    });
  });

  it('counts once under one Idempotency-Key', async () => {
    await start('api');
    const headers = { 'idempotency-key': randomUUID() };
    for (let sent = 0; sent < 2; sent += 1) {
      const answer = await world.ask('POST', '/rollbacks/prod/api/note', { body: { text: 'flag off' }, headers });
      expect(answer.body.messageId).toBe(headers['idempotency-key']);
    }
    const notes = (await heardBy(temporal.client, 'api')).filter(({ name }) => name === 'note');
    expect(notes).toHaveLength(1);
  });

  it("is refused with the rollback's own sentence", async () => {
    await start('api');
    const answer = await world.ask('POST', '/rollbacks/prod/api/approve', { as: 'approver', body: {} });
    expect(answer).toMatchObject({ status: 409, body: { detail: 'approve refused: nothing waits for approval' } });
  });

  it('has nobody to reach where no rollback is open', async () => {
    const answer = await world.ask('POST', '/rollbacks/prod/jobs/pause', { body: {} });
    expect(answer).toMatchObject({ status: 409 });
    expect(answer.text).toContain('no rollback is open there');
  });

  it('with wrong fields is not sent', async () => {
    const answer = await world.ask('POST', '/rollbacks/prod/api/decide', { body: { action: 'dance' } });
    expect(answer).toMatchObject({ status: 422 });
    expect(answer.text).toContain('action: expected one of');
  });
});

describe('the description of the API', () => {
  it('is OpenAPI 3.1 and names every route', async () => {
    const { body } = await world.ask('GET', '/openapi.json');
    expect(body.openapi).toBe('3.1.0');
    expect(Object.keys(body.paths as object)).toEqual(
      expect.arrayContaining([
        '/rollbacks',
        '/webhooks/alertmanager',
        '/rollbacks/{environment}/{service}/approve',
        '/readyz',
        '/guards',
      ]),
    );
  });

  it('is ready with Temporal and a catalogue', async () => {
    expect(await world.ask('GET', '/readyz')).toMatchObject({
      status: 200,
      body: { ready: true, temporal: 'reached', worker: 'polls', services: 9 },
    });
  });
});
