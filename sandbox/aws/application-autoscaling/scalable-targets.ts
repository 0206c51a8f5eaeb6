// Application Auto Scaling's scalable targets: ECS services whose desired count it may change (facts §10).
import { randomUUID } from 'node:crypto';

import { type EcsState, findService } from '../ecs/lookup.js';
import type { Service } from '../ecs/records.js';
import { scalableTargetArn } from '../identifiers.js';
import { AwsRefusal } from '../refusal.js';

export interface SuspendedState {
  readonly DynamicScalingInSuspended: boolean;
  readonly DynamicScalingOutSuspended: boolean;
  readonly ScheduledScalingSuspended: boolean;
}

export interface ScalableTarget {
  readonly arn: string;
  /** `service/CLUSTER/SERVICE` */
  readonly resourceId: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly roleArn: string;
  readonly minCapacity: number;
  readonly maxCapacity: number;
  readonly suspended: SuspendedState;
}

export interface ScalingActivity {
  readonly id: string;
  readonly resourceId: string;
  readonly to: number;
  readonly cause: string;
  readonly at: number;
}

export interface AutoScaling {
  /** By resource id. */
  readonly targets: Map<string, ScalableTarget>;
  /** Newest first. */
  readonly activities: ScalingActivity[];
}

export const createAutoScaling = (): AutoScaling => ({ targets: new Map(), activities: [] });

export interface Registration {
  readonly resourceId: string;
  readonly minCapacity?: number | undefined;
  readonly maxCapacity?: number | undefined;
  readonly roleArn?: string | undefined;
  readonly suspended?: { readonly [Flag in keyof SuspendedState]?: boolean | undefined } | undefined;
}

const nothingSuspended: SuspendedState = {
  DynamicScalingInSuspended: false,
  DynamicScalingOutSuspended: false,
  ScheduledScalingSuspended: false,
};

/** The target as a registration leaves it: what is not named stays as it was. @throws ValidationException */
export function registered(known: ScalableTarget | undefined, wanted: Registration, now: number): ScalableTarget {
  const { resourceId, suspended = {} } = wanted;
  const minCapacity = wanted.minCapacity ?? known?.minCapacity;
  const maxCapacity = wanted.maxCapacity ?? known?.maxCapacity;
  if (minCapacity === undefined || maxCapacity === undefined) {
    throw invalid('Min capacity and max capacity must be specified when registering a new scalable target.');
  }
  if (minCapacity > maxCapacity) throw invalid('Maximum capacity cannot be less than minimum capacity');
  const flags = Object.entries(suspended).filter(([, flag]) => flag !== undefined);
  return {
    arn: known?.arn ?? scalableTargetArn(),
    resourceId,
    createdAt: known?.createdAt ?? now,
    roleArn: wanted.roleArn ?? known?.roleArn ?? ownRole,
    minCapacity,
    maxCapacity,
    suspended: { ...(known?.suspended ?? nothingSuspended), ...(Object.fromEntries(flags) as Partial<SuspendedState>) },
  };
}

/** The capacity that automatic scaling gives a service: within the target's bounds, and never in a direction that is suspended. */
export function scaledCapacity(
  { minCapacity, maxCapacity, suspended }: Pick<ScalableTarget, 'minCapacity' | 'maxCapacity' | 'suspended'>,
  { current, wanted }: { readonly current: number; readonly wanted: number },
): number {
  const within = Math.min(maxCapacity, Math.max(minCapacity, wanted));
  if (wanted > current) return suspended.DynamicScalingOutSuspended ? current : Math.max(current, within);
  return suspended.DynamicScalingInSuspended ? current : Math.min(current, within);
}

export function setCapacity(
  { activities }: AutoScaling,
  service: Service,
  { to, cause, at }: Pick<ScalingActivity, 'to' | 'cause' | 'at'>,
): void {
  if (service.desiredCount === to) return;
  service.desiredCount = to;
  service.steady = false;
  activities.unshift({ id: randomUUID(), resourceId: resourceIdOf(service), to, cause, at });
}

const resourceIdOf = ({ cluster, name }: Service): string => `service/${cluster.name}/${name}`;

/** @throws ValidationException */
export function serviceNamed(ecs: EcsState, resourceId: string): Service {
  const [kind, cluster, name, ...more] = resourceId.split('/');
  if (kind !== 'service' || name === undefined || more.length > 0)
    throw invalid('Unsupported service namespace, resource type or scalable dimension');
  try {
    return findService(ecs, cluster, name);
  } catch {
    throw invalid(`ECS service doesn't exist: ${resourceId}`);
  }
}

const invalid = (text: string): AwsRefusal => new AwsRefusal('ValidationException', text);

const ownRole =
  'arn:aws:iam::123456789012:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService';
