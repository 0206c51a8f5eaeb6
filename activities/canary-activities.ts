// What Method 4 asks of the outside world. As all activities: safe to run twice, read before change.
import type { CanaryNow, SeenCanary, SuspendedScaling } from '../src/canary.js';
import type { FormerCanary } from '../src/canary-undo.js';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import type { ReleaseName } from '../src/rollback.js';
import type { Check } from '../src/verification.js';
import type { RunIdentity } from './activities.js';

/** All ways to the canary have weight 0 and nobody is kept on it, as read back. */
export interface Shifted {
  /** ISO time at which the first change was sent, or nothing was left to change. */
  readonly changedAt: string;
  /** ISO time at which it was read back. */
  readonly at: string;
  /** Names of the rules that were changed. */
  readonly changed: readonly string[];
  /** Somebody else changed them at the same time: read back, and done again. */
  readonly redone: number;
}

export interface NotShifted {
  readonly not: 'refused';
  readonly why: string;
}

export interface CanaryStopped {
  readonly at: string;
  /** The desired count that was found; 0 when it was stopped already. */
  readonly desiredBefore: number;
  readonly suspended: boolean;
  /** An earlier attempt may have suspended it by a request that may still arrive. */
  readonly mayComeAgain?: true;
}

/** It gets traffic again: without its tasks that would be answered with 503. */
export interface CanaryNotStopped {
  readonly not: 'raised again';
  readonly why: string;
}

export interface CanaryRaised {
  /** ISO time at which it was asked for, or nothing was left to change. */
  readonly at: string;
  readonly desiredBefore: number;
  readonly changed: boolean;
}

export interface CanaryFollowed {
  readonly end: 'no traffic' | 'no tasks' | 'raised again' | 'tasks' | 'lowered again' | 'out of time' | 'stopped';
  readonly at: string;
  readonly why: string;
  /** ISO time since which fresh connections showed only the stable release. */
  readonly provenAt?: string;
  /** How it is known that no request reaches it. */
  readonly requests?: Check;
  readonly canary?: CanaryNow;
}

export interface CanaryActivities {
  /** Weights, tasks and scaling as they are now; its traffic is not asked for. */
  readCanary(input: { entry: CatalogueEntry }): Promise<SeenCanary>;

  /** Weight 0 and stickiness off wherever something forwards to the canary; other weights are kept to the unit. */
  shiftTrafficToStable(input: { entry: CatalogueEntry; run: RunIdentity }): Promise<Shifted | NotShifted>;

  /** Suspends what scales it, leaving `scaling` as a mark on its service, then sets its desired count to 0. */
  stopCanaryTasks(input: {
    entry: CatalogueEntry;
    scaling: SuspendedScaling | 'none';
  }): Promise<CanaryStopped | CanaryNotStopped>;

  /** Its desired count to what it was, where it is lower; marked before as the undo of the rollback `undoes`. */
  raiseCanaryTasks(input: {
    entry: CatalogueEntry;
    former: FormerCanary;
    run: RunIdentity;
    undoes: string;
  }): Promise<CanaryRaised | NotShifted>;

  /** Its former weight and stickiness in each rule, other weights kept to the unit; refused without its tasks. */
  giveCanaryTraffic(input: { entry: CatalogueEntry; former: FormerCanary }): Promise<Shifted | NotShifted>;

  /** Heartbeating follower on queue runback-follow: until its tasks can take traffic, or `deadline` (ISO). */
  followCanaryTasks(input: { entry: CatalogueEntry; former: FormerCanary; deadline: string }): Promise<CanaryFollowed>;

  /** Heartbeating follower on queue runback-follow. Heartbeat details are a DeploymentProgress. */
  followCanary(input: {
    entry: CatalogueEntry;
    stable: ReleaseName;
    /** raised again: goes on until somebody gives it traffic or tasks. */
    until: 'no traffic' | 'no tasks' | 'raised again';
    /** ISO time at which the weights were read back as 0. */
    shiftedAt: string;
    /** ISO time at which it answers `out of time`. */
    deadline: string;
    /** One look that fails with NotYet where it would go on: no slot is held between two of them. */
    once?: true;
  }): Promise<CanaryFollowed>;

  /** Puts the scaling back as it was and takes the mark away; changes only what differs. */
  restoreCanaryScaling(input: {
    entry: CatalogueEntry;
    scaling: SuspendedScaling;
  }): Promise<{ readonly at: string; readonly changed: boolean }>;

  /** Takes the mark of an open rollback from the canary's service; only the mark of `run` (its run key) where that is given. */
  forgetCanary(input: { entry: CatalogueEntry; run?: string }): Promise<void>;
}
