// Method 4 as commands for a person with the aws-cli: the same calls with the same values, in the same order.
import type { SeenCanary, SuspendedScaling } from '../canary.js';
import { type CanaryForward, isOnlyStable, type RuleAction, towardsStable } from '../canary-forwards.js';
import type { CatalogueEntry } from '../catalogue/entry.js';
import { awsCommand } from './commands.js';

export const scalableDimension = 'ecs:service:DesiredCount';

/** Of the ECS service that this entry names. */
export const scalableResource = ({ ecs: { cluster, service } }: Pick<CatalogueEntry, 'ecs'>): string =>
  `service/${cluster}/${service}`;

const actionsCommand = (entry: CatalogueEntry, { arn, isDefault }: CanaryForward, actions: readonly RuleAction[]) =>
  awsCommand(entry, [
    'elbv2',
    ...(isDefault
      ? ['modify-listener', '--listener-arn', arn, '--default-actions']
      : ['modify-rule', '--rule-arn', arn, '--actions']),
    JSON.stringify(actions),
  ]);

const scalingCommand = (entry: CatalogueEntry, service: string, { in: scalesIn, out, scheduled }: SuspendedScaling) =>
  awsCommand(entry, [
    ...['application-autoscaling', 'register-scalable-target', '--service-namespace', 'ecs'],
    ...[
      '--resource-id',
      scalableResource({ ecs: { ...entry.ecs, service } }),
      '--scalable-dimension',
      scalableDimension,
    ],
    '--suspended-state',
    `DynamicScalingInSuspended=${scalesIn},DynamicScalingOutSuspended=${out},ScheduledScalingSuspended=${scheduled}`,
  ]);

const countCommand = (entry: CatalogueEntry, service: string, desired: number) =>
  awsCommand(entry, [
    ...['ecs', 'update-service', '--cluster', entry.ecs.cluster, '--service', service],
    ...['--desired-count', String(desired)],
  ]);

/** Shows what is left of it. */
export const describeCanaryCommand = (entry: CatalogueEntry, service: string): string =>
  awsCommand(entry, [
    ...['ecs', 'describe-services', '--cluster', entry.ecs.cluster, '--services', service],
    ...['--query', 'services[0].[desiredCount,runningCount,pendingCount]'],
  ]);

/** `stable`: the target group that takes over where the canary alone is forwarded to. */
export function canaryCommands(entry: CatalogueEntry, canary: SeenCanary, stable: string | undefined): string[] {
  const { service, forwards, targetGroupArn, scaling } = canary;
  const former = scaling.state === 'known' && scaling.value !== 'none' ? scaling.value : undefined;
  return [
    ...forwards
      .filter((forward) => !isOnlyStable(forward, targetGroupArn))
      .map((forward) => actionsCommand(entry, forward, towardsStable(forward, targetGroupArn, stable))),
    ...(former === undefined ? [] : [scalingCommand(entry, service, { in: true, out: true, scheduled: true })]),
    countCommand(entry, service, 0),
    describeCanaryCommand(entry, service),
    ...(former === undefined ? [] : [scalingCommand(entry, service, former)]),
  ];
}

/** The way back by hand: its tasks first, and traffic once they are there. Whole actions, as they were before the rollback. */
export function canaryUndoCommands(entry: CatalogueEntry, former: SeenCanary): string[] {
  const { service, desired, forwards, targetGroupArn, scaling } = former;
  const waitCommand = awsCommand(entry, [
    ...['ecs', 'wait', 'services-stable', '--cluster', entry.ecs.cluster, '--services', service],
  ]);
  return [
    ...(desired === 0 ? [] : [countCommand(entry, service, desired), waitCommand]),
    ...forwards
      .filter((forward) => !isOnlyStable(forward, targetGroupArn))
      .map((forward) => actionsCommand(entry, forward, forward.actions)),
    ...(scaling.state === 'known' && scaling.value !== 'none' ? [scalingCommand(entry, service, scaling.value)] : []),
  ];
}
