import { DeregisterTaskDefinitionCommand, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { lookAround, measureErrorRate } from '../../activities/look-around.js';
import type { Situation } from '../../src/situation.js';
import { ecsClientOf, until } from '../support/a-sandbox.js';
import { aProduction, type Production } from './a-production.js';
import { taskDefinition } from './a-task-definition.js';

let production: Production;
const look = (): Promise<Situation> => lookAround(production)({ entry: production.entry });

beforeAll(async () => {
  production = await aProduction({ requestsPerSecond: 40 });
});
afterEach(() => production.sandbox.aws.faults.clear());
afterAll(() => production.stop());

describe('a look at production', () => {
  it('sees the service, its releases by name and what became of their deployments', async () => {
    const seen = await look();
    expect(seen.service).toMatchObject({
      desired: 4,
      running: 4,
      controller: 'ECS',
      taskDefinition: taskDefinition(121),
    });
    expect(seen.service.settings.circuitBreaker).toEqual({ enable: true, rollback: true });
    expect(seen.releases.map(({ revision, version, commit }) => [revision, version, commit])).toEqual([
      [122, '1.2.3', 'bad000'],
      [121, '1.2.2', 'def456'],
      [120, '1.2.1', '999fff'],
    ]);
    expect(seen.serviceDeployments).toMatchObject({
      state: 'known',
      value: [
        { status: 'ROLLBACK_SUCCESSFUL', taskDefinition: taskDefinition(122) },
        { status: 'SUCCESSFUL', taskDefinition: taskDefinition(121) },
        { status: 'SUCCESSFUL', taskDefinition: taskDefinition(120) },
      ],
    });
  });

  it('says that it did not look at everything where the family has more task definitions', async () => {
    expect((await look()).areOlder).toBeUndefined();
    const ecs = ecsClientOf(production.sandbox);
    const containerDefinitions = [{ name: 'api', image: 'busybox:1', memory: 128 }];
    const register = () =>
      ecs.send(new RegisterTaskDefinitionCommand({ family: 'applylens-api-prod', containerDefinitions }));
    const registered: string[] = [];
    for (let count = 0; count < 10; count += 1)
      registered.push((await register()).taskDefinition?.taskDefinitionArn ?? '');
    expect((await look()).areOlder).toBe(true);
    for (const arn of registered) await ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: arn }));
  });

  it('sees what each image was when it was deployed and what its tag points to now', async () => {
    const [container] = (await look()).releases.find(({ revision }) => revision === 121)?.containers ?? [];
    expect(container?.recordedDigest).toMatch(/^sha256:/);
    expect(container).toMatchObject({
      resolvesTo: { state: 'known', value: { digest: container?.recordedDigest } },
      recordedExists: { state: 'known', value: true },
    });
  });

  it('sees what answers, how the load balancer counts it, and how long tasks take to start', async () => {
    const seen = await look();
    expect(seen.versionEndpoint).toMatchObject({ value: { version: '1.2.2', commit: 'def456' } });
    expect(seen.healthEndpoint).toEqual({
      state: 'known',
      value: { status: 'healthy', database: 'ok', elasticsearch: 'ok' },
    });
    expect(seen.targetGroups).toMatchObject({
      value: [{ healthy: 4, healthCheckIntervalSeconds: 10, healthyThreshold: 2, deregistrationDelaySeconds: 60 }],
    });
    expect(seen.taskStartSeconds).toMatchObject({ state: 'known' });
  });

  it('measures the error rate in five windows and the hour before', async () => {
    const measured = await until(
      () => measureErrorRate(production),
      (fact) => fact.state === 'known' && fact.value.now.samples.every(({ requests }) => requests !== null),
    );
    if (measured.state !== 'known') throw new Error('not measured');
    expect(measured.value.now.samples).toHaveLength(5);
    expect(measured.value.now.baseline).toBeLessThan(0.05);
    expect(measured.value.onset).toBeUndefined();
  });

  it('sees the newest backups of its database, as RDS has them', async () => {
    const { backups } = await look();
    if (backups?.state !== 'known') throw new Error('not known');
    expect(backups.value).toMatchObject({
      kind: 'instance',
      id: 'applylens-prod',
      status: 'available',
      allocatedGib: 100,
      newestSnapshot: { id: expect.stringMatching(/^rds:applylens-prod-\d{4}/), type: 'automated' },
    });
    expect(Date.now() - Date.parse(backups.value.restorableTo ?? '')).toBeLessThan(15_000);
    const { rds: _, ...database } = production.entry.database ?? { name: 'applylens', url: '', host: '' };
    expect(await lookAround(production)({ entry: { ...production.entry, database } })).not.toHaveProperty('backups');
  });

  it('speaks as the models of AWS say', () => {
    expect(production.sandbox.violations).toEqual([]);
  });
});

const failing: [string, string, (seen: Situation) => unknown][] = [
  ['the history', 'ecs:ListServiceDeployments', (seen) => seen.serviceDeployments],
  ['the revisions', 'ecs:DescribeServiceRevisions', (seen) => seen.serviceDeployments],
  ['the images', 'ecr:BatchGetImage', (seen) => seen.releases[0]?.containers[0]?.resolvesTo],
  ['the target groups', 'elasticloadbalancing:DescribeTargetHealth', (seen) => seen.targetGroups],
  ['the tasks', 'ecs:ListTasks', (seen) => seen.taskStartSeconds],
  ['the instance', 'rds:DescribeDBInstances', (seen) => seen.backups],
  ['the snapshots', 'rds:DescribeDBSnapshots', (seen) => seen.backups],
];

describe('a source that fails', () => {
  it.each(failing)('makes its own facts unknown: %s', async (_, operation, factOf) => {
    const denied = { code: 'AccessDeniedException', message: 'Not allowed.', times: 20 };
    production.sandbox.aws.faults.add({ fault: 'error', operation, ...denied });
    const seen = await look();
    expect(factOf(seen)).toMatchObject({ state: 'unknown', why: expect.stringContaining('AccessDenied') });
    expect(seen.service.desired).toBe(4);
    expect(seen.releases).toHaveLength(3);
  });

  it('makes its own facts unknown: version, health, error rate and the figures beside it', async () => {
    const nowhere = 'http://127.0.0.1:1';
    const { entry } = production;
    const lost = {
      ...entry,
      versionProbe: { ...entry.versionProbe, url: `${nowhere}/version` },
      healthProbe: { ...entry.healthProbe, url: `${nowhere}/health` },
      prometheus: { url: nowhere, queries: entry.prometheus?.queries ?? { errorRate: '', requests: '' } },
    };
    const seen = await lookAround(production)({ entry: lost });
    for (const fact of [seen.versionEndpoint, seen.healthEndpoint, seen.errorRate, seen.recoveryNow]) {
      expect(fact).toMatchObject({ state: 'unknown', why: expect.stringContaining('ECONNREFUSED') });
    }
  });

  it('is not connected where the catalogue names none', async () => {
    const { prometheus: _, ...entry } = production.entry;
    const seen = await lookAround(production)({ entry });
    expect(seen).toMatchObject({ errorRate: { state: 'not connected' } });
    expect(seen).not.toHaveProperty('recoveryNow');
  });

  it.each([
    ['throttle', { fault: 'throttle' }, 'AwsThrottled'],
    ['an expired token', { fault: 'error', code: 'ExpiredTokenException' }, 'AwsCredentials'],
    ['a denied call', { fault: 'error', code: 'AccessDeniedException' }, 'AwsAccessDenied'],
    ['an outage', { fault: 'error', code: 'ServerException', status: 500 }, 'AwsUnavailable'],
    ['a reset', { fault: 'reset' }, 'AwsUnavailable'],
  ] as const)('fails the look when it is the service itself: %s', async (_, fault, type) => {
    production.sandbox.aws.faults.add({ ...fault, operation: 'ecs:DescribeServices', times: 20 });
    await expect(look()).rejects.toMatchObject({ type });
  });

  it('fails the look when the service is not there', async () => {
    const entry = { ...production.entry, ecs: { ...production.entry.ecs, service: 'no-such-service' } };
    await expect(lookAround(production)({ entry })).rejects.toMatchObject({ type: 'ServiceNotFound' });
    const elsewhere = { ...production.entry, ecs: { ...production.entry.ecs, cluster: 'no-such-cluster' } };
    await expect(lookAround(production)({ entry: elsewhere })).rejects.toMatchObject({ type: 'ClusterNotFound' });
  });
});
