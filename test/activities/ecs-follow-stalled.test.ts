import { ActivityCancellationDetails } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DeploymentProgress, Followed } from '../../activities/activities.js';
import { createAwsAccess } from '../../activities/aws-clients.js';
import { followDeployment } from '../../activities/ecs-follow.js';
import type { ServicePoller } from '../../activities/service-poller.js';
import { until } from '../support/a-sandbox.js';
import { anEntry } from '../support/an-entry.js';
import { hanging, pollsOf } from './a-scripted-service.js';
import { taskDefinition } from './a-task-definition.js';

let environment: MockActivityEnvironment;
let heartbeats: DeploymentProgress[];

const begin = (info: ConstructorParameters<typeof MockActivityEnvironment>[0] = {}): void => {
  environment = new MockActivityEnvironment(info);
  heartbeats = [];
  environment.on('heartbeat', (progress: DeploymentProgress) => heartbeats.push(progress));
};
beforeEach(() => begin());
afterEach(() => {
  vi.useRealTimers();
});

const follow = (poller: ServicePoller, withinMs: number, stalledAfter?: number): Promise<Followed> =>
  environment.run(
    followDeployment({
      aws: createAwsAccess(),
      poller,
      names: { all: async (_, taskDefinition) => ({ taskDefinition }), of: async () => '1.2.2' },
    }),
    {
      entry: anEntry({ timings: { poll: 5 } }),
      deploymentId: 'ecs-svc/2',
      taskDefinition: taskDefinition(121),
      until: 'restored' as const,
      deadline: new Date(Date.now() + withinMs).toISOString(),
      ...(stalledAfter === undefined ? {} : { stalledAfter }),
    },
  );

const stop = () => environment.cancel('CANCELLED', new ActivityCancellationDetails({ cancelRequested: true }));

/** Stopped by its workflow after so many polls. */
async function followFor(polls: number, poller: ServicePoller): Promise<Followed> {
  const following = follow(poller, 60_000);
  await until(
    () => heartbeats.length,
    (count) => count >= polls,
  );
  stop();
  return following;
}

const firstHeartbeatWith = (wanted: Partial<DeploymentProgress>): string =>
  heartbeats.find((each) => each.onTarget === wanted.onTarget && each.others === wanted.others)?.at ?? 'none';

describe('a deployment that stalls', () => {
  it('is told from one that progresses by when it last got further', async () => {
    const gotThisFar = { onTarget: 1, others: 3 };
    const followed = await followFor(9, pollsOf({ onTarget: 0, others: 4 }, { onTarget: 1, others: 4 }, gotThisFar));
    expect(followed.lastProgressAt).toBe(firstHeartbeatWith(gotThisFar));
    expect(followed.lastProgressAt < followed.at).toBe(true);
  });

  it('makes no progress by a task that starts and dies again and again', async () => {
    const dies = { onTarget: 0, others: 4 };
    const starts = { onTarget: 1, others: 4 };
    const followed = await followFor(9, pollsOf(dies, starts, dies, starts, dies, starts, dies));
    expect(followed.lastProgressAt).toBe(firstHeartbeatWith(starts));
  });

  it('is still stalled for the worker that goes on', async () => {
    const best = { onTarget: 2, others: 2, healthyTargets: 0, at: '2026-11-23T03:05:00.000Z' };
    begin({ heartbeatDetails: { at: best.at, sentence: '', onTarget: 1, others: 2, desired: 4, best } });
    const followed = await followFor(4, pollsOf({ onTarget: 1, others: 3 }, { onTarget: 2, others: 2 }));
    expect(followed.lastProgressAt).toBe(best.at);
  });

  it.each([undefined, 'ECS is being asked', { best: null }, { best: { onTarget: 'all', others: 0, at: 'now' } }])(
    'begins its clock anew after a heartbeat of %j',
    async (heartbeatDetails) => {
      begin({ heartbeatDetails });
      const begunAt = new Date().toISOString();
      const { lastProgressAt } = await followFor(2, pollsOf({ onTarget: 1, others: 3 }));
      expect(lastProgressAt >= begunAt).toBe(true);
    },
  );
});

describe('a deployment that stalls beside another release', () => {
  it('is answered as soon as nothing changed for the time that is given', async () => {
    const followed = await follow(pollsOf({ onTarget: 1, others: 4 }, { onTarget: 4, others: 2 }), 60_000, 50);
    expect(followed).toMatchObject({ end: 'stalled', serving: [{ tasks: 4 }, { tasks: 2 }] });
    expect(Date.parse(followed.at) - Date.parse(followed.lastProgressAt)).toBeGreaterThanOrEqual(50);
  });

  it('is followed to its deadline while no task of the target runs: that is for its budget to tell', async () => {
    expect(await follow(pollsOf({ onTarget: 0, others: 4 }), 200, 20)).toMatchObject({ end: 'out of time' });
  });
});

describe('while DescribeServices hangs', () => {
  it('a cancel of the workflow is answered at once', async () => {
    const following = follow(hanging, 60_000);
    stop();
    await expect(following).resolves.toMatchObject({ end: 'stopped', why: 'AWS did not answer once: no answer yet' });
  });

  it('the deadline holds, and what was read last is said with its age', async () => {
    const answers = pollsOf({ onTarget: 1, others: 3 });
    let polls = 0;
    const breaksOff: ServicePoller = { read: (entry) => (polls++ === 0 ? answers : hanging).read(entry) };
    const followed = await follow(breaksOff, 50);
    expect(followed).toMatchObject({ end: 'out of time', serving: [{ tasks: 1 }, { tasks: 3 }] });
    expect(followed.why).toMatch(/^1 of 4 tasks .*; not read again since \d\d:\d\d UTC: no answer yet$/);
  });

  it('it heartbeats all the same, so that a cancel reaches it and no second worker begins', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const following = follow(hanging, 60_000);
    vi.advanceTimersByTime(10_000);
    await until(
      () => heartbeats.length,
      (count) => count === 2,
    );
    stop();
    await following;
  });
});
