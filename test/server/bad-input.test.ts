import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../sandbox/processes/ports.js';
import { type Answer, aServer, type ServerWorld } from './a-server.js';
import { aDelivery, anAlert } from './fixtures/alerts.js';

const hook = '/webhooks/alertmanager';
const valid = { service: 'api', environment: 'prod', reason: '5xx since v1.2.3' };
let connection: Connection;
let world: ServerWorld;

beforeAll(async () => {
  connection = Connection.lazy({ address: `127.0.0.1:${await freePort()}` });
  world = await aServer(new Client({ connection }));
});
afterAll(async () => {
  await world.server.close();
  await connection.close();
});

const expectProblem = ({ status, type, body, text }: Answer, expected: number, words: string): void => {
  expect(status).toBe(expected);
  expect(type).toContain('application/problem+json');
  expect(body).toMatchObject({ type: 'about:blank', status: expected });
  expect(text).toContain(words);
  expect(text).not.toMatch(/\n\s+at |node_modules/);
};

describe('who may not', () => {
  it('is told to bring a token', async () => {
    const answer = await world.ask('POST', '/rollbacks', { as: 'nobody', body: valid });
    expectProblem(answer, 401, 'No bearer token came');
  });

  it('is told that the token is not known', async () => {
    expectProblem(await world.ask('POST', hook, { as: 'stranger', body: aDelivery(anAlert()) }), 401, 'is not known');
  });

  it.each([
    ['a sender ask for a rollback', 'sender', '/rollbacks', valid],
    ['an operator approve', 'operator', '/rollbacks/prod/api/approve', {}],
    ['a viewer approve', 'viewer', '/rollbacks/prod/api/approve', {}],
    ['an approver abort', 'approver', '/rollbacks/prod/api/abort', { reason: 'x' }],
    ['a viewer send alerts', 'viewer', hook, aDelivery(anAlert())],
  ] as const)('does not let %s', async (_, as, url, body) => {
    expectProblem(await world.ask('POST', url, { as, body }), 403, 'this needs');
  });

  it.each([
    ['/rollbacks', valid],
    ['/rollbacks/prod/api/note', { text: 'x' }],
  ])('is held to the environments of the token at %s', async (url, body) => {
    expectProblem(await world.ask('POST', url, { as: 'elsewhere', body }), 403, 'does not hold for api in prod');
  });

  it('sees alerts recorded as not allowed outside of the token’s environments', async () => {
    const { status, body } = await world.ask('POST', hook, { as: 'elsewhere', body: aDelivery(anAlert()) });
    expect(status).toBe(202);
    expect(body.alerts).toMatchObject([{ became: 'not allowed' }]);
  });

  it('is refused before the body is read', async () => {
    expectProblem(await world.ask('POST', '/rollbacks', { as: 'nobody', body: '{' }), 401, 'token');
  });
});

describe('a request for a rollback', () => {
  it.each([
    [
      'without a reason',
      { service: 'api', environment: 'prod' },
      'reason: expected a text of 1 to 4,000 characters, got nothing',
    ],
    ['with an unknown field', { ...valid, colour: 'red' }, 'colour'],
    ['with a wrong severity', { ...valid, severity: 'SEV9' }, 'severity: expected one of SEV1, SEV2, got'],
    ['with a wrong type', { ...valid, act: 'yes' }, 'act: expected true or false, got'],
    ['with two targets', { ...valid, target: { version: '1', tag: 'x' } }, 'exactly one of version'],
    ['with a time that is none', { ...valid, since: 'yesterday' }, 'since: expected an ISO 8601 time'],
    ['that is over-long', { ...valid, reason: 'x'.repeat(4_001) }, 'reason'],
    ['that is a list', [valid], 'expected an object with service, environment, reason'],
    ['for an unknown service', { ...valid, service: 'appi' }, 'Did you mean api?'],
    ['for an unknown environment', { ...valid, environment: 'prd' }, 'Did you mean prod?'],
  ])('%s is answered with a sentence', async (_, body, words) => {
    expectProblem(await world.ask('POST', '/rollbacks', { body }), 422, words);
  });

  it('may not say when it was accepted: the server says that', async () => {
    const body = { ...valid, acceptedAt: '2020-01-01T00:00:00.000Z' };
    const answer = await world.ask('POST', '/rollbacks', { body });
    expectProblem(answer, 400, 'acceptedAt: the server says when it accepted');
    expect(answer.body.errors).toEqual([expect.stringMatching(/^acceptedAt: /)]);
  });

  it.each(['operator', 'admin'] as const)('of a person, an %s, is never made that of a machine', async (as) => {
    const body = { ...valid, trigger: { kind: 'alert', name: 'ErrorRateSpike' } };
    expectProblem(await world.ask('POST', '/rollbacks', { as, body }), 403, 'trigger.kind');
  });

  it('that is not JSON is told so', async () => {
    expectProblem(await world.ask('POST', '/rollbacks', { body: '{"service":' }), 400, 'could not be read as JSON');
  });

  it('of another content type is told so', async () => {
    const headers = { 'content-type': 'text/plain' };
    expectProblem(await world.ask('POST', '/rollbacks', { body: 'roll back', headers }), 415, 'not JSON');
  });

  it('of more than one mebibyte is not read', async () => {
    const body = { ...valid, reason: 'x'.repeat(1024 * 1024) };
    expectProblem(await world.ask('POST', '/rollbacks', { body }), 413, '1 MiB');
  });
});

describe('a webhook', () => {
  it.each([
    ['without alerts', { version: '4' }, 'alerts: expected array'],
    ['with an alert of an unknown status', aDelivery(anAlert({}, { status: 'maybe' })), 'alerts.0.status'],
    ['that is a text', '"firing"', 'the body: expected object'],
  ])('%s is answered with a sentence', async (_, body, words) => {
    expectProblem(await world.ask('POST', hook, { as: 'sender', body }), 422, words);
  });

  it('may carry fields that nobody has heard of', async () => {
    const { status } = await world.ask('POST', hook, { as: 'sender', body: { ...aDelivery(), orgId: 1 } });
    expect(status).toBe(202);
  });
});

describe('a path', () => {
  it('of an unknown service is not found', async () => {
    expectProblem(await world.ask('GET', '/rollbacks/prod/appi'), 404, 'Did you mean api?');
  });

  it('that does not exist is not found', async () => {
    expectProblem(await world.ask('GET', '/rollback'), 404, '/openapi.json');
  });
});

describe('while Temporal is not reached', () => {
  it('an alert is refused within a second, so that its sender repeats it', async () => {
    const begun = performance.now();
    const answer = await world.ask('POST', hook, { as: 'sender', body: aDelivery(anAlert()) });
    expect(performance.now() - begun).toBeLessThan(1_500);
    expectProblem(answer, 503, 'Temporal');
  });

  it('a request says so', async () => {
    expectProblem(await world.ask('POST', '/rollbacks', { body: valid }), 503, 'Temporal was not reached');
  });

  it('the server is alive and not ready', async () => {
    expect(await world.ask('GET', '/healthz')).toMatchObject({ status: 200, body: { ok: true } });
    expect(await world.ask('GET', '/readyz')).toMatchObject({
      status: 503,
      body: { ready: false, temporal: 'not reached' },
    });
  });
});
