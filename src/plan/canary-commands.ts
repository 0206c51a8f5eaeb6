// Method 4 as commands for a person with the aws-cli: the same calls with the same values, in the same order.
import type { SeenCanary, SuspendedScaling } from '../canary.js';
import { type CanaryForward, isOnlyStable, type RuleAction, towardsStable } from '../canary-forwards.js';
import { type FormerCanary, notYetGiven, tasksMissing, towardsFormer } from '../canary-undo.js';
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
  const { forwards, targetGroupArn, scaling } = former;
  const open = forwards.filter((forward) => !isOnlyStable(forward, targetGroupArn));
  return [
    ...backCommands(entry, former, open),
    ...(scaling.state === 'known' && scaling.value !== 'none'
      ? [scalingCommand(entry, former.service, scaling.value)]
      : []),
  ];
}

/** The same as Runback does it: only what the canary had is put into the rules as they are now. */
export function giveBackCommands(entry: CatalogueEntry, seen: SeenCanary, former: FormerCanary): string[] {
  const given = notYetGiven(seen, former).map((each) => ({
    ...each.now,
    actions: towardsFormer(each.now, each.former, former.targetGroupArn),
  }));
  const isThere = tasksMissing(seen, former) === undefined;
  return backCommands(entry, { ...former, desired: isThere ? 0 : former.desired }, given);
}

function backCommands(
  entry: CatalogueEntry,
  { service, desired }: Pick<FormerCanary, 'service' | 'desired'>,
  forwards: readonly CanaryForward[],
): string[] {
  const { cluster } = entry.ecs;
  const wait = awsCommand(entry, ['ecs', 'wait', 'services-stable', '--cluster', cluster, '--services', service]);
  return [
    ...(desired === 0 ? [] : [countCommand(entry, service, desired), wait]),
    ...forwards.map((forward) => actionsCommand(entry, forward, forward.actions)),
  ];
}
