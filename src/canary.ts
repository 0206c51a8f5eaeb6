// A canary as it is seen: its share of every way through the load balancer, its tasks, what scales it, how its requests end.
import { type CanaryForward, isOnlyStable, shareOf, weightOf } from './canary-forwards.js';
import type { CanaryMark } from './canary-mark.js';
import type { Fact, ReleaseName } from './rollback.js';
import { percent } from './runbook/wording.js';

/** Which ways of scaling are suspended. */
export interface SuspendedScaling {
  readonly in: boolean;
  readonly out: boolean;
  readonly scheduled: boolean;
}

/** What the load balancer counted over the newest minutes that are published. */
export interface CountedRequests {
  readonly requests: number;
  readonly failed: number;
}

export interface CanaryTraffic {
  readonly canary: CountedRequests;
  /** Of all other target groups in the same rules. */
  readonly stable: CountedRequests;
}

export interface CanaryCounts {
  readonly desired: number;
  readonly running: number;
  /** Targets that may still get or finish a request. */
  readonly targets: number;
}

export interface SeenCanary extends CanaryCounts {
  /** Name of the ECS service. */
  readonly service: string;
  readonly status: string;
  readonly release: ReleaseName;
  /** ISO time of its newest deployment. */
  readonly deployedAt: string;
  /** Of its targets: those that get requests. */
  readonly healthy?: number;
  readonly targetGroupArn: string;
  readonly forwards: readonly CanaryForward[];
  /** As it was before a rollback of ours; 'none' where nothing scales it. */
  readonly scaling: Fact<SuspendedScaling | 'none'>;
  /** A rollback suspended it and has not put it back. */
  readonly scalingOwed: boolean;
  /** A rollback of it, or the undo of one, was begun and not closed. */
  readonly unfinished?: CanaryMark;
  readonly traffic: Fact<CanaryTraffic>;
}

/** The rollback that was begun and not closed: the next run finishes it. */
export const rollbackBegun = ({ unfinished }: SeenCanary): CanaryMark | undefined =>
  unfinished?.undoes === undefined ? unfinished : undefined;

/** The undo that was begun and not closed: no rollback finishes it by itself, for the canary may be bad. */
export const undoBegun = ({ unfinished }: SeenCanary): CanaryMark | undefined =>
  unfinished?.undoes === undefined ? undefined : unfinished;

/** What a run and its report say of it, in few words. */
export interface CanaryNow extends CanaryCounts {
  /** Its greatest share of a rule's requests, 0–1. */
  readonly share: number;
}

export interface CanaryShown extends CanaryNow {
  /** Name of the ECS service. */
  readonly service: string;
}

export const canaryNow = ({ forwards, targetGroupArn, desired, running, targets }: SeenCanary): CanaryNow => ({
  share: Math.max(0, ...forwards.map((forward) => shareOf(forward, targetGroupArn))),
  desired,
  running,
  targets,
});

/** It gets no request that begins now, and nobody is kept on it. */
export const hasNoTraffic = ({ forwards, targetGroupArn }: Pick<SeenCanary, 'forwards' | 'targetGroupArn'>): boolean =>
  forwards.every((forward) => isOnlyStable(forward, targetGroupArn));

export const hasNoTasks = ({ desired, running, targets }: CanaryCounts): boolean =>
  desired === 0 && running === 0 && targets === 0;

/** By somebody else: all that a rollback does takes traffic and tasks away. Undefined where it has none. */
export function trafficAgain(seen: SeenCanary): string | undefined {
  const { forwards, targetGroupArn } = seen;
  const open = forwards.find((forward) => weightOf(forward, targetGroupArn) > 0);
  if (open !== undefined) return `${open.name} gives the canary weight ${weightOf(open, targetGroupArn)} again`;
  return hasNoTraffic(seen) ? undefined : 'stickiness keeps clients on the canary again';
}

/** Traffic, or tasks that are wanted. */
export const raisedAgain = (seen: SeenCanary): string | undefined =>
  trafficAgain(seen) ??
  (seen.desired > 0 ? `the desired count of ${seen.service} is ${seen.desired} again` : undefined);

/** "10 % of the traffic, 1 task (desired 1)" */
export function canaryInWords({ share, desired, running }: CanaryNow): string {
  const traffic = share === 0 ? 'no traffic' : `${percent(share)} of the traffic`;
  if (running === 0 && desired === 0) return `${traffic} and no tasks`;
  return `${traffic}, ${running} ${running === 1 ? 'task' : 'tasks'} (desired ${desired})`;
}
