import { describe, expect, it } from 'vitest';
import { type Rollout, readRollout } from '../../activities/rollout.js';
import type { SeenDeployment } from '../../src/situation.js';
import { aDeployment, aService, bad, healthy, mine, old, target } from './a-rollout.js';
import { taskDefinition } from './a-task-definition.js';

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

  it.each([
    ['off', 3, 3, 'failed'],
    ['off', 3, 2, 'going on'],
    ['off', 20, 9, 'going on'],
    ['off', 20, 10, 'failed'],
    ['off', 1_000, 200, 'failed'],
    ['on', 3, 30, 'going on'],
  ])(
    'with the circuit breaker %s and %i wanted tasks, %i failed in a row are %s',
    (breaker, desired, failedTasks, end) => {
      const deployments = [aDeployment({ desired, running: 0, failedTasks }), old({ running: desired })];
      const { settings } = aService([]);
      const circuitBreaker = { enable: breaker === 'on', rollback: false };
      const service = aService(deployments, { desired, settings: { ...settings, circuitBreaker } });
      expect(readRollout(service, mine)).toMatchObject({ end });
    },
  );

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
