import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogueOf } from '../../src/catalogue/catalogue.js';
import { aTemporal, type TestTemporal } from '../support/temporal.js';
import { aServer, type ServerWorld } from './a-server.js';
import { anEntry } from './fixtures/catalogue.js';
import { type SmallWorker, smallWorkers } from './small-worker.js';

let temporal: TestTemporal;
let worker: SmallWorker;
let world: ServerWorld;

beforeAll(async () => {
  temporal = await aTemporal();
  worker = await smallWorkers(temporal)();
  world = await aServer(temporal.client, { services: catalogueOf([anEntry('jobs'), anEntry('idle')]) });
});
afterAll(async () => {
  await world.server.close();
  await worker.stop();
  await temporal.stop();
});

describe('POST /guards', () => {
  const body = { service: 'jobs-prod', environment: 'prod', deployment: 'ecs-svc/7' };

  it('has a deployment guarded, once, also for a sender', async () => {
    const first = await world.ask('POST', '/guards', { as: 'sender', body });
    expect(first).toMatchObject({ status: 202, body: { id: 'guard/prod/jobs/7', started: true, said: 'Started' } });
    const again = await world.ask('POST', '/guards', { body });
    expect(again.body).toMatchObject({ started: false, said: 'It is guarded, or was, already' });
  });

  it('does not begin one again that came to its end', async () => {
    const idle = { service: 'idle', environment: 'prod', deployment: 'ecs-svc/7' };
    expect((await world.ask('POST', '/guards', { body: idle })).body).toMatchObject({ started: true });
    await temporal.client.workflow.getHandle('guard/prod/idle/7').result();
    expect((await world.ask('POST', '/guards', { body: idle })).body).toMatchObject({ started: false });
  });

  it('is refused without a right, for an unknown service, and for what is no deployment', async () => {
    expect((await world.ask('POST', '/guards', { as: 'viewer', body })).status).toBe(403);
    expect((await world.ask('POST', '/guards', { as: 'elsewhere', body })).status).toBe(403);
    expect((await world.ask('POST', '/guards', { body: { ...body, service: 'nowhere' } })).status).toBe(422);
    const answer = await world.ask('POST', '/guards', { body: { ...body, deployment: '../7' } });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('expected the id of a deployment of ECS');
  });
});
