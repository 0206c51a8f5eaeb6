// A service of three tasks in the middle of a rollout, as ECS describes it.
import type { Rollout } from '../../activities/rollout.js';
import type { SeenDeployment, SeenService } from '../../src/situation.js';
import { taskDefinition } from './a-task-definition.js';

export const target = taskDefinition(121);
export const bad = taskDefinition(123);
const group = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/api/1';

export const aDeployment = (given: Partial<SeenDeployment>): SeenDeployment => ({
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

export const old = (given: Partial<SeenDeployment>): SeenDeployment =>
  aDeployment({
    id: 'ecs-svc/1',
    status: 'ACTIVE',
    taskDefinition: bad,
    rolloutState: 'COMPLETED',
    desired: 0,
    ...given,
  });

export const aService = (deployments: SeenDeployment[], given: Partial<SeenService> = {}): SeenService => ({
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

export const mine: Rollout = { deploymentId: 'ecs-svc/2', taskDefinition: target, until: 'restored' };
export const healthy = (count: number) =>
  ({ state: 'known', value: { healthy: count, draining: 2, unhealthy: 0, initial: 3 - count } }) as const;
