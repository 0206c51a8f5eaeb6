import { z } from 'zod';

import type { EcsState } from '../ecs/lookup.js';
import { epochSeconds } from '../identifiers.js';
import { type Operations, operation } from '../operation.js';
import { pageOf } from '../paging.js';
import {
  type AutoScaling,
  registered,
  type ScalableTarget,
  type ScalingActivity,
  serviceNamed,
  setCapacity,
} from './scalable-targets.js';

const dimension = 'ecs:service:DesiredCount';
const ecsOnly = { ServiceNamespace: z.literal('ecs'), ScalableDimension: z.literal(dimension).optional() };
const paging = { MaxResults: z.number().int().min(1).max(50).default(50), NextToken: z.string().optional() };
const capacity = z.number().int().min(0).optional();
const flag = z.boolean().optional();

const registerShape = z.object({
  ...ecsOnly,
  ResourceId: z.string(),
  MinCapacity: capacity,
  MaxCapacity: capacity,
  RoleARN: z.string().optional(),
  SuspendedState: z
    .object({ DynamicScalingInSuspended: flag, DynamicScalingOutSuspended: flag, ScheduledScalingSuspended: flag })
    .optional(),
});

export const autoScalingOperations = (scaling: AutoScaling, ecs: EcsState, now: () => number): Operations => ({
  /** A new range moves the service's desired count into it. */
  RegisterScalableTarget: operation(registerShape, (input) => {
    const { ResourceId: resourceId, MinCapacity, MaxCapacity, RoleARN, SuspendedState } = input;
    const service = serviceNamed(ecs, resourceId);
    const range = { minCapacity: MinCapacity, maxCapacity: MaxCapacity };
    const wanted = { resourceId, ...range, roleArn: RoleARN, suspended: SuspendedState };
    const target = registered(scaling.targets.get(resourceId), wanted, now());
    scaling.targets.set(resourceId, target);
    if (MinCapacity !== undefined || MaxCapacity !== undefined) {
      const to = Math.min(target.maxCapacity, Math.max(target.minCapacity, service.desiredCount));
      setCapacity(scaling, service, { to, cause: 'the scalable target was registered', at: now() });
    }
    return { ScalableTargetARN: target.arn };
  }),

  DescribeScalableTargets: operation(
    z.object({ ...ecsOnly, ResourceIds: z.array(z.string()).max(50).optional(), ...paging }),
    ({ ResourceIds, MaxResults, NextToken }) => {
      const all = [...scaling.targets.values()];
      const asked = all.filter(({ resourceId }) => ResourceIds?.includes(resourceId) ?? true);
      const page = pageOf(asked, MaxResults, NextToken);
      return { ScalableTargets: page.entries.map(describeTarget), NextToken: page.nextToken };
    },
  ),

  DescribeScalingActivities: operation(
    z.object({ ...ecsOnly, ResourceId: z.string().optional(), ...paging }),
    ({ ResourceId, MaxResults, NextToken }) => {
      const asked = scaling.activities.filter(
        ({ resourceId }) => ResourceId === undefined || resourceId === ResourceId,
      );
      const page = pageOf(asked, MaxResults, NextToken);
      return { ScalingActivities: page.entries.map(describeActivity), NextToken: page.nextToken };
    },
  ),
});

function describeTarget(target: ScalableTarget): object {
  return {
    ServiceNamespace: 'ecs',
    ResourceId: target.resourceId,
    ScalableDimension: dimension,
    MinCapacity: target.minCapacity,
    MaxCapacity: target.maxCapacity,
    RoleARN: target.roleArn,
    CreationTime: epochSeconds(target.createdAt),
    SuspendedState: target.suspended,
    ScalableTargetARN: target.arn,
  };
}

function describeActivity({ id, resourceId, to, cause, at }: ScalingActivity): object {
  return {
    ActivityId: id,
    ServiceNamespace: 'ecs',
    ResourceId: resourceId,
    ScalableDimension: dimension,
    Description: `Setting desired count to ${to}.`,
    Cause: cause,
    StartTime: epochSeconds(at),
    EndTime: epochSeconds(at),
    StatusCode: 'Successful',
    StatusMessage: `Successfully set desired count to ${to}. Change successfully fulfilled by ecs.`,
  };
}
