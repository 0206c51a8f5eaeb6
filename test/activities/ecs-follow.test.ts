import { UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { ActivityCancellationDetails } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DeploymentProgress, Followed } from '../../activities/activities.js';
import { followDeployment } from '../../activities/ecs-follow.js';
import { createServicePoller } from '../../activities/service-poller.js';
import { createReleaseNames } from '../../activities/serving.js';
import { ecsClientOf, until } from '../support/a-sandbox.js';
import { aProduction, type Production } from './a-production.js';
import { taskDefinition } from './a-task-definition.js';

let production: Production;
let environment: MockActivityEnvironment;
let heartbeats: DeploymentProgress[];

beforeEach(async () => {
  production = await aProduction();
  environment = new MockActivityEnvironment();
  heartbeats = [];
  environment.on('heartbeat', (progress: DeploymentProgress) => heartbeats.push(progress));
});
afterEach(async () => {
  expect(production.sandbox.violations).toEqual([]);
  await production.stop();
});

async function deploy(revision: number): Promise<string> {
  const { cluster, service } = production.entry.ecs;
  const answer = await ecsClientOf(production.sandbox).send(
    new UpdateServiceCommand({ cluster, service, taskDefinition: taskDefinition(revision) }),
  );
  return answer.service?.deployments?.find(({ status }) => status === 'PRIMARY')?.id ?? '';
}

interface Following {
  deploymentId: string;
  revision?: number;
  until?: 'restored' | 'stable';
  withinMs?: number;
  once?: true;
}

function follow({
  deploymentId,
  revision = 120,
  until: end = 'restored',
  withinMs = 30_000,
  once,
}: Following): Promise<Followed> {
  const { aws, entry } = production;
  const activity = followDeployment({ aws, poller: createServicePoller(aws), names: createReleaseNames(aws) });
  return environment.run(activity, {
    entry,
    deploymentId,
    taskDefinition: taskDefinition(revision),
    until: end,
    deadline: new Date(Date.now() + withinMs).toISOString(),
    ...(once === undefined ? {} : { once }),
  });
}

describe('following a deployment', () => {
  it('says restored when only the target serves, and stable when nothing else is left', async () => {
    const deploymentId = await deploy(120);
    const restored = await follow({ deploymentId });
    expect(restored).toMatchObject({ end: 'restored', serving: [{ release: '1.2.1', tasks: 4 }] });
    const stable = await follow({ deploymentId, until: 'stable' });
    expect(stable).toMatchObject({
      end: 'stable',
      serving: [{ release: '1.2.1', taskDefinition: taskDefinition(120), tasks: 4 }],
    });
    expect(Date.parse(restored.at)).toBeLessThanOrEqual(Date.parse(stable.at));
  });

  it('fails benignly after one look while it goes on, where people are waited for', async () => {
    const deploymentId = await deploy(120);
    const first = follow({ deploymentId, once: true });
    await expect(first).rejects.toMatchObject({ type: 'NotYet', category: 'BENIGN', nonRetryable: false });
    const denied = { fault: 'error', operation: 'ecs:DescribeServices', code: 'AccessDeniedException', status: 400 };
    production.sandbox.aws.faults.add({ ...denied, times: 1 } as never);
    await expect(follow({ deploymentId, once: true })).rejects.toMatchObject({ type: 'NotYet', nonRetryable: false });
    await follow({ deploymentId });
    expect(await follow({ deploymentId, once: true })).toMatchObject({ end: 'restored' });
  });

  it('heartbeats how far it is with each poll', async () => {
    await follow({ deploymentId: await deploy(120), until: 'stable' });
    expect(heartbeats.length).toBeGreaterThan(1);
    expect(heartbeats[0]).toMatchObject({ onTarget: 0, others: 4, desired: 4 });
    expect(heartbeats.at(-1)).toMatchObject({ onTarget: 4, others: 0, desired: 4 });
  });

  it('rides out throttling and resets, and says so in its heartbeat', async () => {
    const deploymentId = await deploy(120);
    production.sandbox.aws.faults.add({ fault: 'throttle', operation: 'ecs:DescribeServices', times: 4 });
    production.sandbox.aws.faults.add({ fault: 'reset', operation: 'ecs:DescribeServices', times: 2 });
    await expect(follow({ deploymentId })).resolves.toMatchObject({ end: 'restored' });
    expect(heartbeats.map(({ sentence }) => sentence).join()).toContain('ThrottlingException');
  });

  it('fails at once when only a person can mend it', async () => {
    const deploymentId = await deploy(120);
    production.sandbox.aws.faults.add({
      fault: 'error',
      operation: 'ecs:DescribeServices',
      code: 'ExpiredTokenException',
      times: 2,
    });
    await expect(follow({ deploymentId })).rejects.toMatchObject({ type: 'AwsCredentials', nonRetryable: true });
  });

  it('is out of time at its deadline, with what serves then', async () => {
    const deploymentId = await deploy(120);
    const followed = await follow({ deploymentId, withinMs: 1 });
    expect(followed).toMatchObject({ end: 'out of time' });
    expect(followed.serving.map(({ release }) => release)).toContain('1.2.2');
  });

  it('says who took over when somebody deploys something else', async () => {
    const deploymentId = await deploy(120);
    const newer = await deploy(121);
    await expect(follow({ deploymentId })).resolves.toMatchObject({
      end: 'taken over',
      takenOverBy: { deploymentId: newer, taskDefinition: taskDefinition(121) },
    });
  });

  it('does not believe at once that a deployment is gone which ECS does not list yet', async () => {
    await expect(follow({ deploymentId: 'ecs-svc/1' })).resolves.toMatchObject({ end: 'taken over' });
    expect(heartbeats).toHaveLength(3);
  });
});

describe('a follower that is told to stop', () => {
  it('answers with what serves when its workflow asked', async () => {
    const deploymentId = await deploy(120);
    const following = follow({ deploymentId, until: 'stable', revision: 121 });
    await until(
      () => heartbeats.length,
      (count) => count > 0,
    );
    environment.cancel('CANCELLED', new ActivityCancellationDetails({ cancelRequested: true }));
    await expect(following).resolves.toMatchObject({ end: 'stopped' });
  });

  it('leaves the rest to another worker when its own stops', async () => {
    const following = follow({ deploymentId: await deploy(120), until: 'stable', revision: 121 });
    await until(
      () => heartbeats.length,
      (count) => count > 0,
    );
    environment.cancel('WORKER_SHUTDOWN', new ActivityCancellationDetails({ workerShutdown: true }));
    await expect(following).rejects.toMatchObject({ type: 'NotYet', nonRetryable: false });
  });

  it('ends as cancelled when nobody waits for it any more', async () => {
    const following = follow({ deploymentId: await deploy(120), until: 'stable', revision: 121 });
    await until(
      () => heartbeats.length,
      (count) => count > 0,
    );
    environment.cancel('NOT_FOUND', new ActivityCancellationDetails({ notFound: true }));
    await expect(following).rejects.toMatchObject({ name: 'CancelledFailure' });
  });
});
