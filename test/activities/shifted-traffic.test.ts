// Rollbacks of a service whose rule ECS owns: both releases run in full, and only the traffic tells which one serves.
import { type DeploymentConfiguration, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Followed, StartedDeployment } from '../../activities/activities.js';
import { startEcsDeployment } from '../../activities/ecs-change.js';
import { followDeployment } from '../../activities/ecs-follow.js';
import { settingsOf } from '../../activities/ecs-service.js';
import { createServicePoller } from '../../activities/service-poller.js';
import { createReleaseNames, readServing } from '../../activities/serving.js';
import { takeBackDeployment } from '../../activities/take-back.js';
import { ecsClientOf, until } from '../support/a-sandbox.js';
import { aProduction, type Production } from './a-production.js';
import { aStart, serviceOf, theTarget } from './a-start.js';
import { taskDefinition } from './a-task-definition.js';

let production: Production;
beforeEach(async () => {
  production = await aProduction({ scenario: 'blue-green' });
});
afterEach(async () => {
  expect(production.sandbox.violations).toEqual([]);
  await production.stop();
});

const newest = () =>
  production.sandbox.aws.ecs.clusters
    .get('applylens-prod')
    ?.services.get('applylens-api-prod')
    ?.serviceDeployments.at(-1);
const reaches = (stage: string) => until(newest, (now) => now?.lifecycle?.stage === stage, { within: 40_000 });

const configure = (deploymentConfiguration: DeploymentConfiguration) => {
  const { cluster, service } = production.entry.ecs;
  return ecsClientOf(production.sandbox).send(new UpdateServiceCommand({ cluster, service, deploymentConfiguration }));
};

async function deployBadRelease(stage: string): Promise<void> {
  production.sandbox.deploy();
  await reaches(stage);
}

function follow(deploymentId: string, revision: number, end: 'restored' | 'stable' = 'restored'): Promise<Followed> {
  const { aws, entry } = production;
  const activity = followDeployment({ aws, poller: createServicePoller(aws), names: createReleaseNames(aws) });
  const deadline = new Date(Date.now() + 50_000).toISOString();
  return new MockActivityEnvironment().run(activity, {
    entry,
    deploymentId,
    taskDefinition: taskDefinition(revision),
    until: end,
    deadline,
  });
}

const takeBack = () =>
  until(
    () =>
      takeBackDeployment(production)({
        entry: production.entry,
        target: theTarget(121),
        fromTaskDefinition: taskDefinition(123),
      }).catch(() => undefined),
    (answer) => answer !== undefined,
  );

const versions = async (): Promise<ReadonlySet<string>> => {
  const asked = Array.from({ length: 20 }, async () => {
    const answer = await fetch(`${production.sandbox.urls.loadBalancer}/version`, { headers: { connection: 'close' } });
    return ((await answer.json()) as { version: string }).version;
  });
  return new Set(await Promise.all(asked));
};

const running = async () => {
  const { deployments = [] } = await serviceOf(production);
  return deployments.map(({ status, runningCount }) => [status, runningCount]);
};

describe('Method 3 on a blue/green service', () => {
  it('is restored when the target has the traffic, while the bad release still runs, and stable after the bake', async () => {
    await configure({ bakeTimeInMinutes: 3 });
    await deployBadRelease('BAKE_TIME');
    await until(newest, (now) => now?.status === 'SUCCESSFUL', { within: 40_000 });
    const mine = (await startEcsDeployment(production)(await aStart(production))) as StartedDeployment;
    expect(settingsOf(await serviceOf(production))).toMatchObject({
      strategy: 'BLUE_GREEN',
      shift: { bakeTimeInMinutes: 3 },
      circuitBreaker: { rollback: false },
    });
    const early = await Promise.race([follow(mine.deploymentId, 121), reaches('SCALE_UP').then(() => 'scaling up')]);
    expect(early).toBe('scaling up');

    const restored = await follow(mine.deploymentId, 121);
    expect(restored).toMatchObject({ end: 'restored', serving: [{ release: '1.2.2', tasks: 4 }] });
    expect(restored.why).toMatch(/100 % of the traffic/);
    expect(await running()).toEqual([
      ['PRIMARY', 4],
      ['ACTIVE', 4],
    ]);
    const stable = await follow(mine.deploymentId, 121, 'stable');
    expect(stable).toMatchObject({ end: 'stable', serving: [{ release: '1.2.2', tasks: 4 }] });
    expect(await running()).toEqual([['PRIMARY', 4]]);
    expect(await versions()).toEqual(new Set(['1.2.2']));
  }, 120_000);
});

describe('Method 1 on a blue/green service', () => {
  it('gives the traffic back while the bake is open: restored although the bad release still runs', async () => {
    await deployBadRelease('BAKE_TIME');
    const taken = await takeBack();
    if (taken === undefined || 'not' in taken) throw new Error('it was not taken back');
    expect(taken).toMatchObject({ taskDefinition: taskDefinition(121), why: 'StopServiceDeployment(ROLLBACK)' });
    const restored = await follow(taken.deploymentId, 121);
    expect(restored).toMatchObject({ end: 'restored', serving: [{ release: '1.2.2' }] });
    expect(await versions()).toEqual(new Set(['1.2.2']));
    expect(await follow(taken.deploymentId, 121, 'stable')).toMatchObject({ end: 'stable' });
    expect(await versions()).toEqual(new Set(['1.2.2']));
  }, 60_000);

  it('answers the hook at which the deployment is paused', async () => {
    const pause = { targetType: 'PAUSE', lifecycleStages: ['POST_PRODUCTION_TRAFFIC_SHIFT'] } as const;
    await configure({ lifecycleHooks: [{ ...pause, lifecycleStages: [...pause.lifecycleStages] }] });
    production.sandbox.deploy();
    await until(newest, (now) => now?.lifecycle?.hooks[0]?.status === 'AWAITING_ACTION', { within: 40_000 });
    expect(await takeBack()).toMatchObject({ why: 'ContinueServiceDeployment(ROLLBACK)' });
    const { calls } = production.sandbox.aws;
    expect(calls.list('ecs:ContinueServiceDeployment')).toHaveLength(1);
    expect(calls.list('ecs:StopServiceDeployment')).toEqual([]);
  }, 60_000);
});

describe('what serves', () => {
  it('is the release that has the traffic, not every one that runs', async () => {
    await deployBadRelease('POST_SCALE_UP');
    const { aws, entry } = production;
    const read = readServing({ aws, names: createReleaseNames(aws) });
    await reaches('PRODUCTION_TRAFFIC_SHIFT');
    await reaches('BAKE_TIME');
    expect(await new MockActivityEnvironment().run(read, { entry })).toMatchObject({
      serving: [{ release: '1.2.3', tasks: 4, healthyTargets: 4 }],
    });
  }, 60_000);
});
