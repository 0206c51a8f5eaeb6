// What an undo gives a canary back: its weight and stickiness in each rule, and its tasks. Pure; all else stays as it is now.
import { canaryNow, type SeenCanary } from './canary.js';
import {
  type CanaryForward,
  isCanaryOnly,
  isOnlyStable,
  type RuleAction,
  stickinessOf,
  weightOf,
  withForward,
} from './canary-forwards.js';
import type { ReleaseName } from './rollback.js';
import { percent, shortName } from './runbook/wording.js';

/** What one rule, or default action, gave the canary. */
export interface FormerForward extends Pick<CanaryForward, 'arn' | 'isDefault' | 'name'> {
  readonly weight: number;
  /** Seconds; absent where nobody was kept on a target group. */
  readonly stickiness?: number;
  /** The target group that took over, where the canary alone was forwarded to. */
  readonly handedTo?: string;
}

/** A canary as it was before a rollback took it out: kept in the rollback's report for its undo. */
export interface FormerCanary {
  /** Name of the ECS service. */
  readonly service: string;
  readonly release: ReleaseName;
  readonly targetGroupArn: string;
  readonly desired: number;
  readonly forwards: readonly FormerForward[];
}

/** `stable`: the target group that takes over where the canary alone is forwarded to. */
export function formerOf(seen: SeenCanary, stable: string | undefined): FormerCanary {
  const { service, release, targetGroupArn, desired, forwards } = seen;
  const open = forwards.filter((forward) => !isOnlyStable(forward, targetGroupArn));
  return {
    service,
    release,
    targetGroupArn,
    desired,
    forwards: open.map((forward): FormerForward => {
      const { arn, isDefault, name } = forward;
      const sticky = stickinessOf(forward);
      return {
        ...{ arn, isDefault, name, weight: weightOf(forward, targetGroupArn) },
        ...(sticky === undefined ? {} : { stickiness: sticky }),
        ...(stable !== undefined && isCanaryOnly(forward, targetGroupArn) ? { handedTo: stable } : {}),
      };
    }),
  };
}

/** Neither traffic nor tasks: there is nothing that could be given back. */
export const hadNothing = ({ desired, forwards }: FormerCanary): boolean => desired === 0 && forwards.length === 0;

/** The complete actions with the canary's former weight and stickiness; the other weights to the unit as they are now. */
export function towardsFormer(
  forward: Pick<CanaryForward, 'actions'>,
  { weight: former, stickiness, handedTo }: FormerForward,
  canary: string,
): RuleAction[] {
  return withForward(forward, canary, (weights, sticky) => ({
    TargetGroups: weights.map(({ arn, weight }) => {
      // What somebody set since is his; what was handed over comes back.
      const isHanded = arn === handedTo && weight === former;
      return { TargetGroupArn: arn, Weight: arn === canary ? former : isHanded ? 0 : weight };
    }),
    TargetGroupStickinessConfig:
      stickiness === undefined ? (sticky ?? { Enabled: false }) : { Enabled: true, DurationSeconds: stickiness },
  }));
}

const isAsFormer = (forward: Pick<CanaryForward, 'actions'>, former: FormerForward, canary: string): boolean =>
  weightOf(forward, canary) === former.weight &&
  (former.stickiness === undefined || stickinessOf(forward) === former.stickiness);

const of = ({ forwards }: SeenCanary, { arn }: FormerForward): CanaryForward | undefined =>
  forwards.find((each) => each.arn === arn);

/** Each rule that has to be changed, as it is now and as it was. */
export const notYetGiven = (
  seen: SeenCanary,
  { forwards, targetGroupArn }: FormerCanary,
): { readonly now: CanaryForward; readonly former: FormerForward }[] =>
  forwards.flatMap((former) => {
    const now = of(seen, former);
    return now === undefined || isAsFormer(now, former, targetGroupArn) ? [] : [{ now, former }];
  });

/** Why it cannot be given back, and what to do instead; undefined where it can. */
export function backRefused(seen: SeenCanary, former: FormerCanary): string | undefined {
  const { service, status, release } = seen;
  if (service !== former.service || seen.targetGroupArn !== former.targetGroupArn)
    return `the catalogue names another canary (${service}) than the one that was taken out (${former.service})`;
  if (status !== 'ACTIVE') return `its service ${service} is ${status}`;
  if (release.taskDefinition !== former.release.taskDefinition)
    return `${service} runs ${shortName(release)} now, not ${shortName(former.release)}, which was taken out: give that one its traffic by hand, if it shall have it`;
  const gone = former.forwards.find((each) => of(seen, each) === undefined);
  if (gone !== undefined)
    return `${gone.name} names the canary's target group no more: somebody changed it since, so change it by hand`;
  const owned = notYetGiven(seen, former).find(({ now }) => now.ownedBy !== undefined)?.now;
  return owned === undefined
    ? undefined
    : `refused: the weights of ${owned.name} are set by ECS itself for ${owned.ownedBy}, and Runback never edits such a rule`;
}

/** What scales it may have fewer, but not none: without tasks its share would be answered with 503. */
export const fewestTasks = (former: FormerCanary, { scaling }: SeenCanary): number =>
  scaling.state === 'known' && scaling.value !== 'none' ? Math.min(1, former.desired) : former.desired;

/** Why its tasks cannot take traffic yet; undefined where they can. */
export function tasksMissing(seen: SeenCanary, former: FormerCanary): string | undefined {
  const fewest = fewestTasks(former, seen);
  const { desired, running, healthy = running } = seen;
  if (Math.min(desired, running, healthy) >= fewest) return undefined;
  return `desired ${desired}, ${running} running, ${healthy} healthy; ${former.desired} before the rollback`;
}

/** What is not as it was before the rollback, as read back; empty where all of it is. */
export const notAsBefore = (seen: SeenCanary, former: FormerCanary): string[] => [
  ...notYetGiven(seen, former).map(
    ({ now, former: { name, weight } }) =>
      `weight ${weightOf(now, former.targetGroupArn)} in ${name}, ${weight} before the rollback`,
  ),
  ...former.forwards.flatMap((each) => (of(seen, each) === undefined ? [`${each.name} is gone`] : [])),
  ...[tasksMissing(seen, former)].flatMap((why) => why ?? []),
];

/** "weight 10 in rule 10 of api:443, 1 task" */
export const formerInWords = ({ forwards, desired }: FormerCanary): string => {
  const weights = forwards.map(({ weight, name }) => `weight ${weight} in ${name}`).join(', ');
  return `${weights || 'no traffic'}, ${desired} ${desired === 1 ? 'task' : 'tasks'}`;
};

/** "10 % of the traffic and 1 of 1 tasks" */
export const givenInWords = (seen: SeenCanary): string => {
  const { share, running, desired } = canaryNow(seen);
  return `${percent(share)} of the traffic and ${running} of ${desired} ${desired === 1 ? 'task' : 'tasks'}`;
};
