import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { heardBy, type SmallWorker, smallWorkers } from '../server/small-worker.js';
import { aTemporal, type TestTemporal } from '../support/temporal.js';
import { enterEmptyPlace } from './a-place.js';
import { runback } from './a-terminal.js';

let temporal: TestTemporal;
let worker: SmallWorker;
let place: ReturnType<typeof enterEmptyPlace>;
let server: Server;
const asked: { url: string | undefined; authorization: string | undefined; body: unknown }[] = [];
let answer = { status: 200, body: {} as object };

beforeAll(async () => {
  temporal = await aTemporal();
  worker = await smallWorkers(temporal)();
  server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      asked.push({ url: request.url, authorization: request.headers.authorization, body: JSON.parse(body) });
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  place = enterEmptyPlace({
    TEMPORAL_ADDRESS: temporal.address,
    RUNBACK_TOKEN: 'rb_of-ann',
    RUNBACK_SERVER: `http://127.0.0.1:${port}`,
  });
});
afterAll(async () => {
  place.leave();
  await new Promise((resolve) => server.close(resolve));
  await worker.stop();
  await temporal.stop();
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

async function startWithoutToken(service: string): Promise<void> {
  const token = process.env.RUNBACK_TOKEN;
  delete process.env.RUNBACK_TOKEN;
  await runback(['start', service, '--env', 'prod', '--reason', '5xx']);
  process.env.RUNBACK_TOKEN = token;
}

describe('with RUNBACK_TOKEN a start', () => {
  it('goes through the server, which says who asks', async () => {
    await startWithoutToken('asked');
    answer = { status: 202, body: { id: 'rollback/prod/asked', runId: 'r-1', started: true, said: 'Started' } };
    const { exit, out } = await runback(['start', 'asked', '--env', 'prod', '--reason', '5xx', '--by', 'mallory']);
    expect([exit, out.split('\n')[0]]).toEqual([0, 'Started rollback/prod/asked']);
    const { url, authorization, body } = asked.at(-1) ?? {};
    expect({ url, authorization }).toEqual({ url: '/rollbacks', authorization: 'Bearer rb_of-ann' });
    expect(body).toEqual({
      service: 'asked',
      environment: 'prod',
      reason: '5xx',
      trigger: { kind: 'person' },
      requestId: expect.any(String),
    });
    const requests = (await heardBy(temporal.client, 'asked')).filter(({ name }) => name === 'request');
    expect(requests).toHaveLength(1);
  });

  it('starts nothing where the server refuses it', async () => {
    answer = { status: 403, body: { detail: 'ann holds viewer; this needs operator. Nothing was done' } };
    const { exit, err } = await runback(['start', 'unasked', '--env', 'prod', '--reason', '5xx']);
    expect(exit).toBe(3);
    expect(err).toContain('ann holds viewer; this needs operator');
    await expect(heardBy(temporal.client, 'unasked')).rejects.toThrow();
  });
});

describe('with RUNBACK_TOKEN a verb', () => {
  it('goes through the server, which says who speaks', async () => {
    await startWithoutToken('proven');
    answer = { status: 200, body: { said: 'approved', by: 'ann', messageId: 'm-1' } };
    const { exit, out } = await runback(['approve', 'proven', '--env', 'prod', '--break-glass', 'alone']);
    expect([exit, out]).toEqual([0, 'approved']);
    expect(asked.at(-1)).toEqual({
      url: '/rollbacks/prod/proven/approve',
      authorization: 'Bearer rb_of-ann',
      body: { breakGlass: 'alone' },
    });
    expect((await heardBy(temporal.client, 'proven')).map(({ name }) => name)).not.toContain('approve');
  });

  it('exits 3 with the server’s own sentence where it is refused', async () => {
    await startWithoutToken('denied');
    answer = { status: 403, body: { detail: 'ann holds viewer; this needs approver. Nothing was done' } };
    const { exit, err } = await runback(['approve', 'denied', '--env', 'prod']);
    expect(exit).toBe(3);
    expect(err).toContain('ann holds viewer; this needs approver');
    expect(err).not.toContain('rb_of-ann');
  });
});

describe('with RUNBACK_TOKEN a guard', () => {
  it('goes through the server, which says who asks', async () => {
    answer = { status: 202, body: { id: 'guard/prod/watched/newest', started: true, said: 'Started' } };
    await temporal.client.workflow.start('guardDeployment', {
      workflowId: 'guard/prod/watched/newest',
      taskQueue: 'runback',
      args: [{ service: 'watched', environment: 'prod', deployment: 'ecs-svc/3' }],
    });
    const { exit, out } = await runback(['guard', 'watched', '--env', 'prod', '--by', 'mallory']);
    expect([exit, out.split('\n')[0]]).toEqual([0, 'guard/prod/watched/newest guards it']);
    expect(asked.at(-1)).toMatchObject({ url: '/guards', body: { service: 'watched', environment: 'prod' } });
    expect(asked.at(-1)?.body).not.toHaveProperty('requestedBy');
  });
});
