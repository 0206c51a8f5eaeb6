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

describe('with RUNBACK_TOKEN a verb', () => {
  it('goes through the server, which says who speaks', async () => {
    await runback(['start', 'proven', '--env', 'prod', '--reason', '5xx']);
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
    await runback(['start', 'denied', '--env', 'prod', '--reason', '5xx']);
    answer = { status: 403, body: { detail: 'ann holds viewer; this needs approver. Nothing was done' } };
    const { exit, err } = await runback(['approve', 'denied', '--env', 'prod']);
    expect(exit).toBe(3);
    expect(err).toContain('ann holds viewer; this needs approver');
    expect(err).not.toContain('rb_of-ann');
  });
});
