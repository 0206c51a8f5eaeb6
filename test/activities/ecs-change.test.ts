import { TagResourceCommand, UntagResourceCommand, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NotStarted, StartedDeployment } from '../../activities/activities.js';
import { restoreDeploymentSettings } from '../../activities/deployment-settings.js';
import { startEcsDeployment } from '../../activities/ecs-change.js';
import { seenService, settingsOf } from '../../activities/ecs-service.js';
import type { ChosenTarget } from '../../src/plan-shape.js';
import { ecsClientOf, until } from '../support/a-sandbox.js';
import { aProduction, type Production } from './a-production.js';
import { aStart, type Start, serviceOf, theTarget, updatesOf } from './a-start.js';
import { taskDefinition } from './a-task-definition.js';

let production: Production;
const applied = () => updatesOf(production);
const service = () => serviceOf(production);
const client = () => ecsClientOf(production.sandbox);
/** v1.2.3 was deployed over v1.2.2, and production was looked at. */
const theStart = (given: Partial<Start> = {}) => aStart(production, given);
const start = async (given: Partial<Start> = {}): Promise<StartedDeployment | NotStarted> =>
  startEcsDeployment(production)(await theStart(given));

beforeEach(async () => {
  production = await aProduction();
  production.sandbox.deploy();
});
afterEach(async () => {
  expect(production.sandbox.violations).toEqual([]);
  await production.stop();
});

describe('starting the deployment of the target', () => {
  it('calls UpdateService once, with breaker rollback off for it and everything else as it was', async () => {
    const answer = await start();
    expect(answer).toMatchObject({ how: 'started', taskDefinition: taskDefinition(121) });
    expect(applied()).toBe(1);
    const now = await service();
    expect(now.taskDefinition).toBe(taskDefinition(121));
    expect(settingsOf(now)).toMatchObject({
      circuitBreaker: { enable: true, rollback: false },
      minimumHealthyPercent: 100,
      maximumPercent: 200,
    });
  });

  it('adopts its own deployment after the answer was lost, and applies UpdateService once', async () => {
    const before = applied();
    production.sandbox.aws.faults.add({ fault: 'drop-answer', operation: 'ecs:UpdateService' });
    const asked = await theStart();
    const first = await startEcsDeployment(production)(asked);
    expect(first).toMatchObject({ how: 'adopted', taskDefinition: taskDefinition(121) });
    const again = await startEcsDeployment(production)(asked);
    expect(again).toMatchObject({ how: 'adopted', deploymentId: 'deploymentId' in first ? first.deploymentId : '' });
    expect(applied()).toBe(before + 1);
  });

  it('begins one deployment although reads lag behind a change whose answer was lost', async () => {
    const asked = await theStart();
    production.sandbox.aws.ecs.reads.setSeconds(20);
    production.sandbox.aws.faults.add({ fault: 'drop-answer', operation: 'ecs:UpdateService' });
    await startEcsDeployment(production)(asked).catch(() => undefined);
    const answer = await until(
      () => startEcsDeployment(production)(asked).catch(() => undefined),
      (each) => each !== undefined && !('why' in each),
    );
    production.sandbox.aws.ecs.reads.setSeconds(0);
    const begun = async () =>
      seenService(await service()).deployments.filter(({ id }) => !asked.deploymentsSeen.includes(id));
    const [only, ...more] = await until(begun, ({ length }) => length > 0);
    expect([only?.taskDefinition, more]).toEqual([taskDefinition(121), []]);
    expect(answer).toMatchObject({ deploymentId: only?.id });
  });

  it('may be run again by another worker: what is there is adopted', async () => {
    const asked = await theStart();
    const first = await startEcsDeployment(production)(asked);
    const before = applied();
    await expect(startEcsDeployment(production)(asked)).resolves.toMatchObject({
      how: 'adopted',
      deploymentId: 'deploymentId' in first ? first.deploymentId : '',
    });
    expect(applied()).toBe(before);
  });

  it.each([
    ['throttling', { fault: 'throttle' }, 'AwsThrottled', false],
    ['a reset before it was applied', { fault: 'reset' }, 'AwsUnavailable', false],
    ['an expired token', { fault: 'error', code: 'ExpiredTokenException' }, 'AwsCredentials', true],
    ['a denied call', { fault: 'error', code: 'AccessDeniedException' }, 'AwsAccessDenied', true],
  ] as const)('fails without a change on %s', async (_, fault, type, nonRetryable) => {
    const before = applied();
    production.sandbox.aws.faults.add({ ...fault, operation: 'ecs:UpdateService' });
    await expect(start()).rejects.toMatchObject({ type, nonRetryable });
    expect(applied()).toBe(before);
    await expect(start()).resolves.toMatchObject({ how: 'started' });
  });

  it('changes nothing while somebody acts by hand', async () => {
    const { serviceArn } = await service();
    await client().send(
      new TagResourceCommand({ resourceArn: serviceArn, tags: [{ key: 'runback:manual', value: 'ana' }] }),
    );
    const before = applied();
    await expect(start()).resolves.toMatchObject({ how: 'manual' });
    expect(applied()).toBe(before);
    await client().send(new UntagResourceCommand({ resourceArn: serviceArn, tagKeys: ['runback:manual'] }));
    await expect(start()).resolves.toMatchObject({ how: 'started' });
  });

  it('is superseded by a deployment that somebody made since the look', async () => {
    const asked = await theStart();
    const { cluster, service: name } = production.entry.ecs;
    await client().send(new UpdateServiceCommand({ cluster, service: name, taskDefinition: taskDefinition(120) }));
    await expect(startEcsDeployment(production)(asked)).resolves.toMatchObject({ how: 'superseded' });
  });

  it('refuses a task definition that is unknown', async () => {
    await expect(start({ target: theTarget(999) })).rejects.toMatchObject({ type: 'TaskDefinitionUnknown' });
  });

  it('forces a new deployment where the target is PRIMARY already and has to be repaired', async () => {
    await start();
    const ours = seenService(await service());
    const repaired = await start({
      deploymentsSeen: ours.deployments.map(({ id }) => id),
      givenUp: ours.deployments.flatMap(({ id, status }) => (status === 'PRIMARY' ? [id] : [])),
    });
    expect(repaired).toMatchObject({ how: 'started' });
    expect(ours.deployments.map(({ id }) => id)).not.toContain('deploymentId' in repaired ? repaired.deploymentId : '');
  });
});

describe('a target whose tag moved', () => {
  const digest = `sha256:${'ab'.repeat(32)}`;
  const pinned: ChosenTarget = { ...theTarget(121), pin: [{ container: 'api', image: 'moved', digest }] };

  it('is deployed as a copy pinned by digest, registered once', async () => {
    production.sandbox.aws.faults.add({ fault: 'drop-answer', operation: 'ecs:RegisterTaskDefinition' });
    const asked = await theStart({ target: pinned });
    await expect(startEcsDeployment(production)(asked)).rejects.toMatchObject({ type: 'AwsUnavailable' });
    const answer = await startEcsDeployment(production)(asked);
    expect(answer).toMatchObject({ how: 'started', taskDefinition: taskDefinition(124) });
    const registered = production.sandbox.aws.calls
      .list('ecs:RegisterTaskDefinition')
      .filter(({ applied: was }) => was);
    expect(registered.at(-1)?.input).toMatchObject({
      containerDefinitions: [{ image: expect.stringMatching(new RegExp(`applylens-api@${digest}$`)) }],
      tags: expect.arrayContaining([{ key: 'runback:pinned-from', value: taskDefinition(121) }]),
    });
    expect((await service()).taskDefinition).toBe(taskDefinition(124));
  });
});

describe('putting the deployment settings back', () => {
  it('restores what was changed without a new deployment, and changes nothing the second time', async () => {
    const { settings } = await theStart();
    const started = await start();
    await expect(restoreDeploymentSettings(production)({ entry: production.entry, settings })).resolves.toMatchObject({
      changed: true,
    });
    const now = await until(service, ({ deployments }) => deployments?.[0]?.id !== undefined);
    expect(settingsOf(now)).toEqual(settings);
    expect(now.deployments?.[0]?.id).toBe('deploymentId' in started ? started.deploymentId : '');
    await expect(restoreDeploymentSettings(production)({ entry: production.entry, settings })).resolves.toMatchObject({
      changed: false,
    });
  });
});
