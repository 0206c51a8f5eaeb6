import { describe, expect, it } from 'vitest';
import { decideStart, type Intention } from '../../activities/start-decision.js';
import type { SeenDeployment, SeenService } from '../../src/situation.js';
import { taskDefinition } from './a-task-definition.js';

const now = Date.parse('2026-11-23T03:05:00Z');
const target = taskDefinition(121);
const bad = taskDefinition(123);

const aDeployment = (given: Partial<SeenDeployment>): SeenDeployment => ({
  id: 'ecs-svc/1',
  status: 'PRIMARY',
  taskDefinition: bad,
  rolloutState: 'COMPLETED',
  desired: 4,
  running: 4,
  pending: 0,
  failedTasks: 0,
  createdAt: '2026-11-23T02:00:00.000Z',
  ...given,
});

const aService = (deployments: SeenDeployment[], manualTag?: string): SeenService => ({
  arn: 'arn',
  status: 'ACTIVE',
  controller: 'ECS',
  desired: 4,
  running: 4,
  pending: 0,
  taskDefinition: bad,
  deployments,
  settings: {
    circuitBreaker: { enable: true, rollback: true },
    minimumHealthyPercent: 100,
    maximumPercent: 200,
    strategy: 'ROLLING',
  },
  recentEvents: [],
  targetGroupArns: [],
  ...(manualTag === undefined ? {} : { manualTag }),
});

const intention: Intention = {
  taskDefinition: target,
  fromTaskDefinition: bad,
  deploymentsSeen: ['ecs-svc/1'],
  givenUp: [],
};
const decide = (service: SeenService, given: Partial<Intention> = {}) =>
  decideStart(service, { ...intention, ...given }, now);

const before = aDeployment({});
const ours = aDeployment({
  id: 'ecs-svc/2',
  taskDefinition: target,
  createdAt: '2026-11-23T03:04:00.000Z',
  rolloutState: 'IN_PROGRESS',
});
const oldBad = aDeployment({ status: 'ACTIVE' });

describe('whether to start a deployment', () => {
  it('starts it while production is as it was planned for', () => {
    expect(decide(aService([before]))).toEqual({ do: 'start', forceNewDeployment: false });
  });

  it('adopts a deployment to the target that was not there before, instead of starting a second one', () => {
    expect(decide(aService([ours, oldBad]))).toMatchObject({ do: 'adopt', deployment: { id: 'ecs-svc/2' } });
  });

  it('adopts the oldest of several, which is the one that was sent first', () => {
    const second = aDeployment({ ...ours, id: 'ecs-svc/3', createdAt: '2026-11-23T03:04:30.000Z' });
    const first = { ...ours, status: 'ACTIVE' } as const;
    expect(decide(aService([second, first, oldBad]))).toMatchObject({ deployment: { id: 'ecs-svc/2' } });
  });

  it('leaves the service alone while somebody acts by hand', () => {
    expect(decide(aService([before], 'ana/2026-11-23T04:00:00Z'))).toMatchObject({ answer: { how: 'manual' } });
    expect(decide(aService([before], 'ana'))).toMatchObject({ answer: { how: 'manual' } });
  });

  it('goes on when the time of acting by hand is over', () => {
    expect(decide(aService([before], 'ana/2026-11-23T03:00:00Z'))).toMatchObject({ do: 'start' });
  });

  it('is superseded by another release that was deployed since the look', () => {
    const theirs = aDeployment({ id: 'ecs-svc/9', taskDefinition: taskDefinition(124) });
    expect(decide(aService([theirs, oldBad]))).toMatchObject({ answer: { how: 'superseded' } });
  });

  it.each([
    [
      'names ECS where ECS says that it rolls back',
      'ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/1.',
      ': ECS says "ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/1"',
    ],
    ['does not guess who did it', 'ECS deployment ecs-svc/1 completed.', ''],
    ['does not guess without a reason', undefined, ''],
  ])('is superseded when PRIMARY is a third release, and %s', (_, reason, says) => {
    const third = aDeployment({
      taskDefinition: taskDefinition(120),
      ...(reason === undefined ? {} : { rolloutStateReason: reason }),
    });
    expect(decide(aService([third]))).toEqual({
      do: 'not start',
      answer: {
        how: 'superseded',
        why: `PRIMARY is applylens-api-prod:120 (ecs-svc/1), neither what was to be left nor the target${says}`,
      },
    });
  });

  it('adopts the target that serves already, so that it is verified', () => {
    const serving = aDeployment({ taskDefinition: target });
    expect(decide(aService([serving]))).toMatchObject({ do: 'adopt' });
  });

  it('adopts what the circuit breaker promoted again under its old id', () => {
    const promoted = aDeployment({ taskDefinition: target, rolloutState: 'IN_PROGRESS' });
    expect(decide(aService([promoted, aDeployment({ id: 'ecs-svc/0', status: 'ACTIVE' })]))).toMatchObject({
      do: 'adopt',
    });
  });

  it('deploys anew over a failed deployment to the same target', () => {
    const failed = aDeployment({ taskDefinition: target, rolloutState: 'FAILED' });
    expect(decide(aService([failed]))).toEqual({ do: 'start', forceNewDeployment: true });
  });

  it('starts it over the bad release where its deployment failed and ECS did not go back', () => {
    const stopped = aDeployment({ id: 'ecs-svc/2', rolloutState: 'FAILED', running: 0, failedTasks: 10 });
    const still = aDeployment({ taskDefinition: target, status: 'ACTIVE' });
    const decision = decide(aService([stopped, still]), { deploymentsSeen: ['ecs-svc/1', 'ecs-svc/2'] });
    expect(decision).toEqual({ do: 'start', forceNewDeployment: false });
  });

  it('adopts what the look saw already, although an earlier deployment was given up', () => {
    const second = aDeployment({ id: 'ecs-svc/2', taskDefinition: target, rolloutState: 'IN_PROGRESS' });
    const decision = decide(aService([second]), { deploymentsSeen: ['ecs-svc/2'], givenUp: ['ecs-svc/1'] });
    expect(decision).toMatchObject({ do: 'adopt', deployment: { id: 'ecs-svc/2' } });
  });

  it('asks about the bad release deployed again just before our change, and does not call it another one', () => {
    const again = aDeployment({ id: 'ecs-svc/2', taskDefinition: bad });
    expect(decide(aService([again]))).toMatchObject({ do: 'not start', answer: { how: 'deployed again' } });
  });

  it('forces a new deployment to the target to repair a partial result', () => {
    const partial = aDeployment({ taskDefinition: target, rolloutState: 'IN_PROGRESS' });
    expect(decide(aService([partial]), { givenUp: [partial.id] })).toEqual({
      do: 'start',
      forceNewDeployment: true,
    });
  });
});
