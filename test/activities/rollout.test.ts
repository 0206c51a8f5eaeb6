import { describe, expect, it } from 'vitest';
import type { ProductionTraffic } from '../../activities/production-traffic.js';
import { type Rollout, readRollout } from '../../activities/rollout.js';
import type { SeenDeployment, SeenService } from '../../src/situation.js';
import { taskDefinition } from './a-task-definition.js';

const target = taskDefinition(121);
const bad = taskDefinition(123);
const group = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/api/1';

const aDeployment = (given: Partial<SeenDeployment>): SeenDeployment => ({
  id: 'ecs-svc/2',
  status: 'PRIMARY',
  taskDefinition: target,
  rolloutState: 'IN_PROGRESS',
  desired: 3,
  running: 3,
  pending: 0,
  failedTasks: 0,
  createdAt: '2026-11-23T03:05:00.000Z',
  ...given,
});

const old = (given: Partial<SeenDeployment>): SeenDeployment =>
  aDeployment({
    id: 'ecs-svc/1',
    status: 'ACTIVE',
    taskDefinition: bad,
    rolloutState: 'COMPLETED',
    desired: 0,
    ...given,
  });

const aService = (deployments: SeenDeployment[], given: Partial<SeenService> = {}): SeenService => ({
  arn: 'arn:aws:ecs:us-east-1:123456789012:service/prod/api',
  status: 'ACTIVE',
  controller: 'ECS',
  desired: 3,
  running: 3,
  pending: 0,
  taskDefinition: target,
  deployments,
  settings: {
    circuitBreaker: { enable: true, rollback: true },
    minimumHealthyPercent: 100,
    maximumPercent: 200,
    strategy: 'ROLLING',
  },
  recentEvents: [],
  targetGroupArns: [group],
  ...given,
});

const mine: Rollout = { deploymentId: 'ecs-svc/2', taskDefinition: target, until: 'restored' };
const healthy = (count: number) =>
  ({ state: 'known', value: { healthy: count, draining: 2, unhealthy: 0, initial: 3 - count } }) as const;

describe('a rollout that is followed until restored', () => {
  it.each([
    ['as UpdateService answers it', [aDeployment({ desired: 0, running: 0 }), old({ desired: 3 })]],
    ['while new tasks start', [aDeployment({ running: 0, pending: 3 }), old({ desired: 3 })]],
    ['while old tasks still run', [aDeployment({}), old({ running: 2 })]],
    ['while too few new tasks run', [aDeployment({ running: 2 })]],
  ])('goes on %s', (_, deployments) => {
    expect(readRollout(aService(deployments), mine, healthy(3))).toMatchObject({ end: 'going on' });
  });

  it('asks the load balancer once only the target runs', () => {
    const reading = readRollout(aService([aDeployment({}), old({ running: 0 })]), mine);
    expect(reading).toMatchObject({ end: 'going on', asksLoadBalancer: true, onTarget: 3, others: 0, desired: 3 });
  });

  it('is restored once the load balancer counts enough healthy targets, others draining', () => {
    const reading = readRollout(aService([aDeployment({}), old({ running: 0 })]), mine, healthy(3));
    expect(reading).toMatchObject({ end: 'restored', asksLoadBalancer: false });
    expect(reading.why).toContain('3 targets healthy, 2 draining');
  });

  it('is not restored while a running task is not healthy yet', () => {
    expect(readRollout(aService([aDeployment({})]), mine, healthy(2))).toMatchObject({ end: 'going on' });
  });

  it('is not restored while target health is unknown', () => {
    const reading = readRollout(aService([aDeployment({})]), mine, { state: 'unknown', why: 'ELB throttles' });
    expect(reading).toMatchObject({ end: 'going on' });
    expect(reading.why).toContain('ELB throttles');
  });

  it('is restored by counts alone where there is no load balancer', () => {
    expect(readRollout(aService([aDeployment({})], { targetGroupArns: [] }), mine)).toMatchObject({ end: 'restored' });
  });

  it('is restored when ECS calls the deployment completed, whatever the load balancer can tell', () => {
    const reading = readRollout(aService([aDeployment({ rolloutState: 'COMPLETED' })]), mine);
    expect(reading).toMatchObject({ end: 'restored', asksLoadBalancer: false });
  });
});

describe('a rollout of a service whose rule ECS owns', () => {
  const both = () =>
    aService([aDeployment({}), old({ desired: 3, running: 3 })], {
      settings: {
        ...aService([]).settings,
        strategy: 'BLUE_GREEN',
        shift: { bakeTimeInMinutes: 10, pausesAt: [] },
      },
    });
  const traffic = (share: number, given: Partial<ProductionTraffic> = {}) =>
    ({
      state: 'known',
      value: {
        shares: new Map([
          [target, share],
          [bad, 100 - share],
        ]),
        targetGroups: new Map(),
        isPaused: false,
        ...given,
      },
    }) as const;

  it('is not restored while both releases run and the bad one has the traffic', () => {
    const reading = readRollout(both(), mine, healthy(3), traffic(0, { stage: 'SCALE_UP' }));
    expect(reading).toMatchObject({ end: 'going on', why: expect.stringContaining('0 % of the traffic (SCALE_UP)') });
    expect(reading).not.toHaveProperty('isTimed');
  });

  it('is restored when the target has all of it, though the bad one still runs', () => {
    const reading = readRollout(both(), mine, healthy(3), traffic(100, { stage: 'BAKE_TIME' }));
    expect(reading).toMatchObject({ end: 'restored', isTimed: true, others: 3 });
  });

  it.each([
    ['who has the traffic is not known', undefined],
    ['who has the traffic cannot be read', { state: 'unknown', why: 'ECS throttles' } as const],
    ['a part of it goes elsewhere', traffic(90)],
  ])('is not restored while %s', (_, seen) => {
    expect(readRollout(both(), mine, healthy(3), seen)).toMatchObject({ end: 'going on' });
  });

  it('says that somebody has to continue it, and does not call that progress', () => {
    const reading = readRollout(both(), mine, undefined, traffic(0, { stage: 'BAKE_TIME', isPaused: true }));
    expect(reading.why).toContain('paused until somebody calls ContinueServiceDeployment');
    expect(reading).not.toHaveProperty('isTimed');
  });
});

describe('a rollout that is followed until stable', () => {
  const stable: Rollout = { ...mine, until: 'stable' };

  it.each([
    ['completed with the right counts', [aDeployment({ rolloutState: 'COMPLETED' })], 'stable'],
    ['without a rollout state, behind a Classic Load Balancer', [withoutState(aDeployment({}))], 'stable'],
    ['not completed', [aDeployment({})], 'going on'],
    [
      'completed with an old deployment left',
      [aDeployment({ rolloutState: 'COMPLETED' }), old({ running: 1 })],
      'going on',
    ],
    ['completed with a task missing', [aDeployment({ rolloutState: 'COMPLETED', running: 2 })], 'going on'],
  ] as const)('%s', (_, deployments, end) => {
    expect(readRollout(aService([...deployments]), stable)).toMatchObject({ end });
  });
});

describe('a rollout that does not get there', () => {
  it('failed when ECS says so, even when the breaker promoted another deployment', () => {
    const failed = aDeployment({
      status: 'ACTIVE',
      rolloutState: 'FAILED',
      running: 0,
      failedTasks: 3,
      rolloutStateReason: 'ECS deployment circuit breaker: tasks failed to start.',
    });
    const promoted = old({ status: 'PRIMARY', rolloutState: 'IN_PROGRESS' });
    expect(readRollout(aService([promoted, failed]), mine)).toMatchObject({
      end: 'failed',
      why: 'Deployment ecs-svc/2 failed: ECS deployment circuit breaker: tasks failed to start (3 tasks failed in a row)',
      takenOverBy: { deploymentId: 'ecs-svc/1', taskDefinition: bad },
    });
  });

  it('is taken over when PRIMARY is another deployment', () => {
    const newer = aDeployment({ id: 'ecs-svc/3', taskDefinition: taskDefinition(124) });
    expect(readRollout(aService([newer, aDeployment({ status: 'ACTIVE' })]), mine)).toMatchObject({
      end: 'taken over',
      listed: true,
      takenOverBy: { deploymentId: 'ecs-svc/3', taskDefinition: taskDefinition(124) },
    });
  });

  it('is not listed when ECS shows only another deployment', () => {
    expect(readRollout(aService([old({ status: 'PRIMARY' })]), mine)).toMatchObject({
      end: 'taken over',
      listed: false,
    });
  });

  it('counts tasks of the target together, from whichever deployment', () => {
    const reading = readRollout(
      aService([aDeployment({ running: 1 }), old({ taskDefinition: target, running: 2 })]),
      mine,
    );
    expect(reading).toMatchObject({ onTarget: 3, others: 0 });
  });

  it.each(['restored', 'stable'] as const)('is never %s while the desired count is 0: no task serves', (until) => {
    const none = aDeployment({ rolloutState: 'COMPLETED', desired: 0, running: 0 });
    expect(readRollout(aService([none], { desired: 0, running: 0 }), { ...mine, until })).toMatchObject({
      end: 'failed',
      why: 'the desired count is 0: no task serves; raise it, then decide retry',
    });
  });
});

describe('a rollout that is followed until somebody takes over', () => {
  const watched: Rollout = { ...mine, until: 'taken over' };

  it.each([
    ['stable', [aDeployment({ rolloutState: 'COMPLETED' })], {}, 'nothing else is left'],
    ['not stable any more', [aDeployment({ running: 2, pending: 1 })], {}, '2 of 3 tasks'],
    ['failed with nothing else promoted', [aDeployment({ rolloutState: 'FAILED' })], {}, 'failed'],
    ['scaled to no task', [aDeployment({ desired: 0, running: 0 })], { desired: 0 }, '0 of 0 tasks'],
  ])('goes on when it is %s', (_, deployments, given, why) => {
    const reading = readRollout(aService(deployments, given), watched, healthy(3));
    expect(reading).toMatchObject({ end: 'going on', why: expect.stringContaining(why) });
  });

  it.each(['COMPLETED', 'FAILED'] as const)('ends when PRIMARY is another deployment and it is %s', (rolloutState) => {
    const newer = aDeployment({ id: 'ecs-svc/3', taskDefinition: bad });
    expect(readRollout(aService([newer, aDeployment({ status: 'ACTIVE', rolloutState })]), watched)).toMatchObject({
      end: 'taken over',
      takenOverBy: { deploymentId: 'ecs-svc/3' },
    });
  });
});

function withoutState({ rolloutState: _, ...deployment }: SeenDeployment): SeenDeployment {
  return deployment;
}
