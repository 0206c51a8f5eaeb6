// A service as DescribeServices would answer it, poll by poll, for followers that need no sandbox.
import type { Service } from '@aws-sdk/client-ecs';
import type { ServicePoller } from '../../activities/service-poller.js';
import { taskDefinition } from './a-task-definition.js';

export interface Counts {
  readonly onTarget: number;
  readonly others: number;
  readonly desired?: number;
}

/** Our deployment ecs-svc/2 to :121 while :123 is replaced; there is no load balancer. */
const rollingOut = ({ onTarget, others, desired = 4 }: Counts): Service => ({
  serviceName: 'applylens-api-prod',
  status: 'ACTIVE',
  desiredCount: desired,
  taskDefinition: taskDefinition(121),
  deployments: [
    {
      id: 'ecs-svc/2',
      status: 'PRIMARY',
      taskDefinition: taskDefinition(121),
      rolloutState: 'IN_PROGRESS',
      runningCount: onTarget,
      pendingCount: desired - onTarget,
    },
    {
      id: 'ecs-svc/1',
      status: 'ACTIVE',
      taskDefinition: taskDefinition(123),
      rolloutState: 'COMPLETED',
      runningCount: others,
    },
  ],
});

/** Answers one after the other, then the last one for ever. */
export function pollsOf(...answers: readonly Counts[]): ServicePoller {
  const left = [...answers];
  return {
    read: async () => {
      const [next] = left.length > 1 ? left.splice(0, 1) : left;
      if (next === undefined) throw new Error('no answer was scripted');
      return rollingOut(next);
    },
  };
}

export const hanging: ServicePoller = { read: () => new Promise(() => undefined) };
