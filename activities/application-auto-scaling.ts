// What scales an ECS service by itself: read before it is suspended, and put back with the flags that it had.
import {
  type ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import type { SuspendedScaling } from '../src/canary.js';
import { scalableDimension } from '../src/plan/canary-commands.js';
import { askAws } from './aws-errors.js';

/** 'none' where nothing scales it. `resourceId`: `service/cluster/name`. */
export async function readScaling(
  client: ApplicationAutoScalingClient,
  resourceId: string,
  signal: AbortSignal,
): Promise<SuspendedScaling | 'none'> {
  const command = new DescribeScalableTargetsCommand({
    ServiceNamespace: 'ecs',
    ResourceIds: [resourceId],
    ScalableDimension: scalableDimension,
  });
  const answer = await askAws(`DescribeScalableTargets of ${resourceId}`, () =>
    client.send(command, { abortSignal: signal }),
  );
  const target = answer.ScalableTargets?.find(({ ResourceId }) => ResourceId === resourceId);
  if (target === undefined) return 'none';
  const { SuspendedState: state } = target;
  return {
    in: state?.DynamicScalingInSuspended ?? false,
    out: state?.DynamicScalingOutSuspended ?? false,
    scheduled: state?.ScheduledScalingSuspended ?? false,
  };
}

/** Range and role are left unnamed, so that they stay: naming a range would move the count into it. */
export async function writeScaling(
  client: ApplicationAutoScalingClient,
  resourceId: string,
  suspended: SuspendedScaling,
  signal: AbortSignal,
): Promise<void> {
  const command = new RegisterScalableTargetCommand({
    ServiceNamespace: 'ecs',
    ResourceId: resourceId,
    ScalableDimension: scalableDimension,
    SuspendedState: {
      DynamicScalingInSuspended: suspended.in,
      DynamicScalingOutSuspended: suspended.out,
      ScheduledScalingSuspended: suspended.scheduled,
    },
  });
  await askAws(`RegisterScalableTarget of ${resourceId}`, () => client.send(command, { abortSignal: signal }));
}
