import { UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { lookAround } from '../../activities/look-around.js';
import { checkTargetServes, overall } from '../../activities/target-checks.js';
import type { BackingServices } from '../../src/backing-services.js';
import type { CatalogueEntry } from '../../src/catalogue/entry.js';
import type { ChosenTarget } from '../../src/plan-shape.js';
import type { Check } from '../../src/verification.js';
import { ecsClientOf, until } from '../support/a-sandbox.js';
import { aProduction, type Production } from './a-production.js';
import { taskDefinition } from './a-task-definition.js';
import { aWebServer, json, type WebServer } from './a-web-server.js';

let production: Production;
let server: WebServer | undefined;

beforeAll(async () => {
  production = await aProduction();
});
afterEach(async () => {
  await server?.close();
  server = undefined;
});
afterAll(() => production.stop());

const theTarget = (given: Partial<ChosenTarget['release']> = {}): ChosenTarget => ({
  release: { version: 'v1.2.2', commit: 'def456', taskDefinition: taskDefinition(121), ...given },
  revision: 121,
  because: 'ran 26 h without trouble',
  pin: [],
  overridden: [],
});

const run = { workflowId: 'rollback/prod/applylens-api', runId: 'r', runKey: 'r' };

const check = async (
  target = theTarget(),
  given: Partial<CatalogueEntry> = {},
  before: BackingServices = {},
): Promise<Record<string, Check>> => {
  const entry = { ...production.entry, ...given };
  const asked = { entry, run, target, taskDefinition: taskDefinition(121), before, writing: 'send' } as const;
  const checks = await checkTargetServes(production)(asked);
  return Object.fromEntries(checks.map((each) => [each.name, each]));
};

describe('checking that the target serves', () => {
  it('passes for the release that serves, with the evidence', async () => {
    const checks = await check();
    expect(checks['Tasks by revision']).toMatchObject({
      verdict: 'passed',
      evidence: '4 of 4 tasks run applylens-api-prod:121, 0 another',
    });
    expect(checks.Version).toMatchObject({
      verdict: 'passed',
      evidence: expect.stringContaining('20 of 20 connections'),
    });
    expect(checks.Health).toMatchObject({
      verdict: 'passed',
      evidence: 'status healthy, database ok, elasticsearch ok',
    });
    const smoke = Object.values(checks).filter(({ name }) => name.startsWith('Smoke test'));
    expect(smoke).toHaveLength(3);
    expect(smoke.every(({ verdict }) => verdict === 'passed')).toBe(true);
  });

  it('leaves out the smoke requests that write when it is told to', async () => {
    const { entry } = production;
    const target = theTarget();
    const asked = { entry, run, target, taskDefinition: taskDefinition(121), writing: 'leave out' } as const;
    const names = (await checkTargetServes(production)(asked)).map(({ name }) => name);
    const reading = entry.smoke.filter(({ writes }) => !writes);
    expect(reading.length).toBeLessThan(entry.smoke.length);
    expect(names.filter((name) => name.startsWith('Smoke test'))).toEqual(
      reading.map(({ name }) => `Smoke test: ${name}`),
    );
  });

  it('asks the database and Elasticsearch', async () => {
    expect(await check()).toMatchObject({
      'Database connectivity': {
        verdict: 'passed',
        evidence: expect.stringMatching(/answered SELECT 1 in [\d,]+ ms$/),
      },
      Elasticsearch: { verdict: 'passed', evidence: 'the cluster is green' },
    });
  });

  it('holds what they answer against what they answered before the rollback', async () => {
    const { elasticsearch, database } = production.sandbox;
    const { backingServices: before } = await lookAround(production)({ entry: production.entry });
    elasticsearch.status = 'yellow';
    await database.become('down');
    const { 'Database connectivity': connectivity, Elasticsearch } = await check(theTarget(), {}, before);
    elasticsearch.status = 'green';
    await database.become('up');
    expect(Elasticsearch).toMatchObject({ verdict: 'not yet' });
    expect(connectivity).toMatchObject({
      verdict: 'could not measure',
      evidence: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('says that nothing is configured instead of leaving it out', async () => {
    const { entry, ...more } = production;
    const { database: _, elasticsearch: __, ...bare } = entry;
    const asked = {
      entry: bare,
      run,
      target: theTarget(),
      taskDefinition: taskDefinition(121),
      writing: 'send',
    } as const;
    const checks = await checkTargetServes(more)(asked);
    expect(checks.filter(({ verdict }) => verdict === 'not configured').map(({ name }) => name)).toEqual([
      'Database connectivity',
      'Elasticsearch',
    ]);
  });

  it('fails when another release answers', async () => {
    const { Version } = await check(theTarget({ version: '1.2.1', commit: '999fff' }));
    expect(Version).toMatchObject({ verdict: 'failed', evidence: expect.stringContaining('expected 1.2.1') });
  });

  it('fails as soon as another release is being deployed', async () => {
    const { cluster, service } = production.entry.ecs;
    const deploy = (revision: number) =>
      ecsClientOf(production.sandbox).send(
        new UpdateServiceCommand({ cluster, service, taskDefinition: taskDefinition(revision) }),
      );
    await deploy(120);
    expect((await check())['Tasks by revision']).toMatchObject({
      verdict: 'failed',
      evidence: expect.stringContaining('applylens-api-prod:120 is being deployed'),
    });
    await deploy(121);
    await until(
      async () => (await check())['Tasks by revision'],
      (tasks) => tasks?.verdict === 'passed',
    );
  });

  it('asks each version on a connection of its own', async () => {
    server = await aWebServer((_, response) => json(response, 200, { version: '1.2.2', commit: 'def456abc' }));
    const { Version } = await check(theTarget(), {
      freshConnections: 7,
      versionProbe: { url: `${server.url}/version`, fields: { version: 'version', commit: 'commit' } },
    });
    expect(Version).toMatchObject({ verdict: 'passed' });
    expect(server.connections()).toBe(7);
  });

  it.each([
    ['lacks an expected field', { version: '1.2.2' }, 'could not measure'],
    ['names another version', { version: '1.2.3', commit: 'def456' }, 'failed'],
  ])('is careful with a version that %s', async (_, answer, verdict) => {
    server = await aWebServer((_request, response) => json(response, 200, answer));
    const versionProbe = { url: server.url, fields: { version: 'version', commit: 'commit' } };
    expect((await check(theTarget(), { versionProbe })).Version).toMatchObject({ verdict });
  });

  it.each([
    ['a missing field', { ok: true }, 200, 'could not measure'],
    ['another value', { status: 'degraded' }, 200, 'failed'],
    ['a 503 that says so', { status: 'unhealthy' }, 503, 'failed'],
  ])('is careful with health: %s', async (_, answer, status, verdict) => {
    server = await aWebServer((_request, response) => json(response, status, answer));
    const healthProbe = { url: server.url, expect: { status: 'healthy' } };
    expect((await check(theTarget(), { healthProbe })).Health).toMatchObject({ verdict });
  });

  it('could not measure what does not answer', async () => {
    const nowhere = 'http://127.0.0.1:1';
    const checks = await check(theTarget(), {
      versionProbe: { url: nowhere, fields: { version: 'version' } },
      healthProbe: { url: nowhere, expect: { status: 'healthy' } },
    });
    expect(checks).toMatchObject({
      Version: { verdict: 'could not measure' },
      Health: { verdict: 'could not measure' },
    });
  });
});

describe('answers on many connections', () => {
  const passed = { verdict: 'passed', evidence: 'version 1.2.2' } as const;
  it.each([
    ['one wrong answer fails', [passed, { verdict: 'failed', evidence: 'version is 1.2.3' } as const], 'failed'],
    [
      'one missing answer is no pass',
      [passed, { verdict: 'could not measure', evidence: 'reset' } as const],
      'could not measure',
    ],
    ['no answer is no pass', [], 'could not measure'],
    ['all right', [passed, passed], 'passed'],
  ])('%s', (_, answers, verdict) => {
    expect(overall(answers)).toMatchObject({ verdict });
  });
});
