import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { createApplicationDatabase } from '../../../sandbox/database/application-queries.js';
import { startMailProvider } from '../../../sandbox/mail-provider.js';
import { aDataPlane, ask, type DataPlane, sumOf } from './a-data-plane.js';

let plane: DataPlane;
beforeEach(async () => {
  plane = await aDataPlane();
});
afterEach(() => plane.close());

const urlOf = (task: { port: number }) => `http://127.0.0.1:${task.port}`;

describe('the sample application', () => {
  it('tells its version, commit and when it was deployed', async () => {
    const task = await plane.startTask({ version: '1.2.3', commit: 'abc123' });
    const { status, json } = await ask(urlOf(task), '/version');
    expect(status).toBe(200);
    expect(json).toEqual({
      version: '1.2.3',
      commit: 'abc123',
      deployed_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
  });

  it('says in /health only what is real', async () => {
    const task = await plane.startTask();
    expect((await ask(urlOf(task), '/health')).json).toEqual({ status: 'healthy' });
  });

  it('answers /health with 503 when the image is unhealthy', async () => {
    const task = await plane.startTask({ healthy: false });
    expect(await ask(urlOf(task), '/health')).toMatchObject({ status: 503, json: { status: 'unhealthy' } });
  });

  it('answers with what its queries come to: 500 where one fails, and 503 with its words where its schema is missing', async () => {
    const subject = 'column emails.subject does not exist';
    const needing = await aDataPlane({ troubles: { 'select subject': subject } });
    try {
      const login = { '/auth/login': 'select email', '/agents/inbox.search/search': 'select subject' };
      const task = await needing.startTask({ queries: { '/health': 'select subject', ...login } });
      expect(await ask(urlOf(task), '/agents/inbox.search/search?q=meeting')).toMatchObject({ status: 500 });
      expect(await ask(urlOf(task), '/auth/login', { method: 'POST', body: {} })).toMatchObject({ status: 422 });
      const unhealthy = { status: 503, json: { status: 'unhealthy', database: subject } };
      expect(await ask(urlOf(task), '/health')).toMatchObject(unhealthy);
      expect(needing.printed.join('\n')).toContain(subject);
    } finally {
      await needing.close();
    }
  });

  it('fails where it reads mail and the provider does not answer well, and says so in its log', async () => {
    const provider = await startMailProvider();
    const reading = await aDataPlane({ mail: provider.ask });
    try {
      const task = await reading.startTask({ readsMail: ['/agents/inbox.triage/predict'] });
      const triage = () =>
        ask(urlOf(task), '/agents/inbox.triage/predict', { method: 'POST', body: { email_id: 'test-123' } });
      expect(await triage()).toMatchObject({ status: 200 });
      provider.isUp = false;
      expect(await triage()).toMatchObject({ status: 500 });
      expect(await ask(urlOf(task), '/agents/inbox.search/search?q=meeting')).toMatchObject({ status: 200 });
      expect(reading.printed.join('\n')).toContain("httpx.HTTPStatusError: Server error '503 Service Unavailable'");
    } finally {
      await reading.close();
      await provider.close();
    }
  });

  it('counts each request for a connection to its database, and those that got none', async () => {
    const database = createApplicationDatabase();
    database.on('postgresql://nobody@127.0.0.1:1/nothing');
    const needing = await aDataPlane({ database });
    try {
      const task = await needing.startTask({
        version: '1.2.3',
        queries: { '/agents/inbox.search/search': 'select 1' },
      });
      for (let asked = 0; asked < 3; asked += 1)
        expect(await ask(urlOf(task), '/agents/inbox.search/search?q=meeting')).toMatchObject({ status: 500 });
      const labels = ['service="applylens-api"', 'environment="prod"', 'version="1.2.3"'];
      expect(await sumOf(needing, 'database_connection_attempts_total', ...labels)).toBe(3);
      expect(await sumOf(needing, 'database_connection_failures_total', ...labels)).toBe(3);
    } finally {
      await needing.close();
    }
  });

  it.each([
    ['POST', '/agents/inbox.triage/predict', { email_id: 'test-123' }, 200, { email_id: 'test-123' }],
    ['POST', '/agents/inbox.triage/predict', {}, 422, {}],
    ['GET', '/agents/inbox.search/search?q=meeting', undefined, 200, { query: 'meeting', total: 2 }],
    ['GET', '/agents/inbox.search/search', undefined, 422, {}],
    ['POST', '/auth/login', { username: 'test', password: 'test' }, 200, { token_type: 'bearer' }],
    ['POST', '/auth/login', { username: 'test', password: 'wrong' }, 401, {}],
    ['POST', '/auth/login', undefined, 422, {}],
    ['GET', '/auth/login', undefined, 405, {}],
    ['GET', '/constructor', undefined, 404, {}],
  ])('answers %s %s of %j with %i', async (method, path, body, status, fields) => {
    const task = await plane.startTask();
    const answer = await ask(urlOf(task), path, { method, body });
    expect(answer.status).toBe(status);
    expect(answer.json).toMatchObject(fields);
  });

  it.each([0, 0.03, 0.2, 1])('fails exactly the share %d of the application requests', async (errorRate) => {
    const task = await plane.startTask({ errorRate });
    const codes: number[] = [];
    for (let sent = 0; sent < 200; sent += 1) {
      codes.push((await ask(urlOf(task), '/agents/inbox.search/search?q=a')).status);
    }
    expect(codes.filter((code) => code === 500)).toHaveLength(200 * errorRate);
    expect(await sumOf(plane, 'app_requests_total', 'code="500"', 'service="applylens-api"')).toBe(200 * errorRate);
  });

  it('never fails /health and /version, whatever the error rate', async () => {
    const task = await plane.startTask({ errorRate: 1 });
    expect((await ask(urlOf(task), '/health')).status).toBe(200);
    expect((await ask(urlOf(task), '/version')).status).toBe(200);
  });

  it('answers what is under way before it stops', async () => {
    const task = await plane.startTask({ latencySeconds: 0.2 });
    const asked = vi.spyOn(plane.images, 'behaviourOf');
    const underWay = ask(urlOf(task), '/agents/inbox.search/search?q=a');
    await expect.poll(() => asked.mock.calls.length).toBeGreaterThan(0);
    await task.stop();
    expect((await underWay).status).toBe(200);
    await expect(ask(urlOf(task))).rejects.toThrow('ECONNREFUSED');
  });
});

describe('a task that does not live', () => {
  it('cannot start from a digest that nobody pushed, in the words of ECS', async () => {
    const start = plane.runtime.start({
      taskArn: 'arn:task/1',
      taskId: '1',
      serviceName: 'api',
      image: 'registry/api:v9',
      imageDigest: 'sha256:unknown',
      environment: {},
      print: () => undefined,
    });
    await expect(start).rejects.toThrow(/^CannotPullContainerError: .*registry\/api:v9: not found$/);
  });

  it.each(['start', 10] as const)('exits by itself with its exit code after %s', async (after) => {
    const task = await plane.startTask({ startsUp: { exitCode: 3, after } });
    expect(await task.exited).toEqual({ exitCode: 3, reason: 'Essential container in task exited' });
    await expect(ask(urlOf(task))).rejects.toThrow('ECONNREFUSED');
  });

  it('resets connections when the process listens on nothing', async () => {
    const task = await plane.startTask({ listens: false });
    await expect(ask(urlOf(task))).rejects.toThrow();
  });

  it('does not exit by itself once it was told to stop', async () => {
    const startsUp = { exitCode: 1, after: 20 };
    const task = await plane.startTask({ startsUp });
    let exited = false;
    void task.exited.then(() => {
      exited = true;
    });
    await task.stop();
    await (await plane.startTask({ startsUp })).exited;
    expect(exited).toBe(false);
  });
});
