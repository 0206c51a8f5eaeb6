import { DescribeServiceRevisionsCommand, type ECSClient } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { aSandbox, type CheckedSandbox, ecsClientOf, until } from '../../../support/a-sandbox.js';
import { primaryOf, revisionOf, serviceSeenBy } from '../../../support/ecs-service.js';
import { aShiftingService } from './a-shifting-service.js';

let sandbox: CheckedSandbox;
let client: ECSClient;
let number = 0;

beforeAll(async () => {
  sandbox = await aSandbox({ scenario: 'blue-green' });
  client = ecsClientOf(sandbox);
});

afterAll(async () => {
  client?.destroy();
  await sandbox?.stop();
});

const aService = () => aShiftingService(sandbox, client, `shifted-${++number}-prod`);
const pauseAt = (stage: 'POST_SCALE_UP' | 'POST_PRODUCTION_TRAFFIC_SHIFT', timeoutInMinutes = 1440) => ({
  lifecycleHooks: [
    {
      targetType: 'PAUSE' as const,
      lifecycleStages: [stage],
      timeoutConfiguration: { timeoutInMinutes, action: 'ROLLBACK' as const },
    },
  ],
});

describe.concurrent('a blue/green deployment', () => {
  it('runs both fleets in full, shifts the traffic, bakes, and cleans the old fleet up', async () => {
    const service = await aService();
    service.deploy();
    await service.stage('SCALE_UP');
    expect(await service.weights()).toEqual([100, 0]);
    const baking = await service.stage('BAKE_TIME');
    expect(baking).toMatchObject({
      status: 'IN_PROGRESS',
      targetServiceRevision: { runningTaskCount: 4, requestedProductionTrafficWeight: 100 },
      sourceServiceRevisions: [{ runningTaskCount: 4, requestedProductionTrafficWeight: 0 }],
    });
    expect(await service.weights()).toEqual([0, 100]);
    expect(await service.version()).toBe('1.2.3');
    const { deployments, runningCount } = await service.describe();
    expect(deployments?.map(({ status, runningCount: running }) => [status, running])).toEqual([
      ['PRIMARY', 4],
      ['ACTIVE', 4],
    ]);
    expect(runningCount).toBe(8);
    await service.ended();
    expect(await service.newest()).toMatchObject({ status: 'SUCCESSFUL', lifecycleStage: 'CLEAN_UP' });
  }, 60_000);

  it('tells of each revision which target group it is in', async () => {
    const service = await aService();
    service.deploy();
    const { targetServiceRevision, sourceServiceRevisions } = await service.stage('SCALE_UP');
    const arns = [targetServiceRevision?.arn ?? '', sourceServiceRevisions?.[0]?.arn ?? ''];
    const { serviceRevisions } = await client.send(new DescribeServiceRevisionsCommand({ serviceRevisionArns: arns }));
    const groups = serviceRevisions?.map((each) => each.resolvedConfiguration?.loadBalancers?.[0]?.targetGroupArn);
    expect(groups?.map((arn) => arn?.split('/')[1])).toEqual([`${service.name}-alternate`, service.name]);
  });

  it('sets its rule back within one round when somebody edits it', async () => {
    const service = await aService();
    service.deploy();
    await service.stage('BAKE_TIME');
    await service.edit([100, 0]);
    await service.weighted([0, 100], 1_000);
    expect(await service.version()).toBe('1.2.3');
  });

  it('is taken back while it bakes: the traffic returns to the old fleet, which has been running', async () => {
    const service = await aService();
    const good = primaryOf(await service.describe());
    service.deploy();
    await service.stage('BAKE_TIME');
    await service.stop();
    await until(service.version, (version) => version === '1.2.2', { every: 50 });
    const ended = await service.ended();
    expect(ended).toMatchObject({
      status: 'ROLLBACK_SUCCESSFUL',
      targetServiceRevision: { requestedProductionTrafficWeight: 0 },
      sourceServiceRevisions: [{ requestedProductionTrafficWeight: 100 }],
    });
    expect(primaryOf(await service.describe()).id).toBe(good.id);
    expect(await service.weights()).toEqual([100, 0]);
  }, 60_000);

  it('needs a second target group and a rule', async () => {
    await sandbox.addService('single-prod');
    const found = sandbox.aws.ecs.clusters.get('applylens-prod')?.services.get('single-prod');
    if (found) found.loadBalancers = found.loadBalancers.map(({ advancedConfiguration: _, ...rest }) => rest);
    await expect(
      serviceSeenBy(client, 'single-prod').update({ deploymentConfiguration: { strategy: 'CANARY' } }),
    ).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining('advancedConfiguration field is required'),
    });
  });
});

describe.concurrent('a deployment that shifts traffic in steps', () => {
  it('gives the canary its share first, and the rest after its bake', async () => {
    const service = await aService();
    await service.configure({
      strategy: 'CANARY',
      canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: 1 },
    });
    service.deploy();
    await service.stage('PRODUCTION_TRAFFIC_SHIFT');
    await service.weighted([90, 10], 1_000);
    expect(await service.newest()).toMatchObject({
      targetServiceRevision: { requestedProductionTrafficWeight: 10 },
      sourceServiceRevisions: [{ requestedProductionTrafficWeight: 90 }],
    });
    await service.edit([0, 100]);
    await service.weighted([90, 10], 1_000);
    await service.stage('BAKE_TIME');
    expect(await service.weights()).toEqual([0, 100]);
  }, 60_000);

  it('goes on in equal steps when it is linear', async () => {
    const service = await aService();
    await service.configure({ strategy: 'LINEAR', linearConfiguration: { stepPercent: 50, stepBakeTimeInMinutes: 1 } });
    service.deploy();
    await service.weighted([50, 50]);
    await service.weighted([0, 100]);
  }, 60_000);
});

describe.concurrent('a deployment that pauses at a hook', () => {
  it('goes on when it is continued', async () => {
    const service = await aService();
    await service.configure({ ...pauseAt('POST_SCALE_UP'), bakeTimeInMinutes: 0 });
    service.deploy();
    const paused = await service.paused();
    expect(paused).toMatchObject({
      lifecycleStage: 'POST_SCALE_UP',
      lifecycleHookDetails: [{ targetType: 'PAUSE', timeoutAction: 'ROLLBACK', expiresAt: expect.any(Date) }],
    });
    await service.proceed('CONTINUE');
    await service.ended();
  }, 60_000);

  it('goes back when it is told to, when it is paused and while it bakes', async () => {
    const service = await aService();
    await service.configure(pauseAt('POST_PRODUCTION_TRAFFIC_SHIFT'));
    service.deploy();
    await service.paused();
    await service.proceed('CONTINUE');
    await service.stage('BAKE_TIME');
    await service.proceed('ROLLBACK');
    await service.proceed('ROLLBACK');
    await until(service.version, (version) => version === '1.2.2', { every: 50 });
    expect(await service.ended()).toMatchObject({
      status: 'ROLLBACK_SUCCESSFUL',
      statusReason: expect.stringContaining('ContinueServiceDeployment'),
    });
  }, 60_000);

  it('goes back by itself when nobody answers in time', async () => {
    const service = await aService();
    await service.configure(pauseAt('POST_SCALE_UP', 1));
    service.deploy();
    expect(await service.ended()).toMatchObject({
      status: 'ROLLBACK_SUCCESSFUL',
      lifecycleHookDetails: [{ status: 'TIMED_OUT' }],
    });
    expect(revisionOf(primaryOf(await service.describe()))).toBe(121);
  }, 60_000);

  it('is refused an answer to a hook that it does not have, or where its strategy has none', async () => {
    const service = await aService();
    service.deploy();
    await expect(service.proceed('CONTINUE', 'no-such-hook')).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    const rolling = await aService();
    await rolling.configure({ strategy: 'ROLLING' });
    rolling.deploy();
    await expect(rolling.proceed('ROLLBACK', 'any')).rejects.toMatchObject({ name: 'UnsupportedFeatureException' });
  });
});

it("kept to AWS's service models in every exchange", () => {
  expect(sandbox.violations).toEqual([]);
});
