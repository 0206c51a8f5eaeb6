// What activities answer: shapes of their own, apart from the nouns of src/.
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import type { ServingCount } from '../src/rollback.js';
import type { RevertingSetting } from '../src/switched-off.js';

export interface Accepted {
  readonly entry: CatalogueEntry;
  /** Search attributes that this namespace has registered, of those Runback knows. */
  readonly searchAttributes: readonly string[];
}

/** Names one run of a rollback; `runKey` is stable over retries and Temporal's reset. */
export interface RunIdentity {
  readonly workflowId: string;
  readonly runId: string;
  readonly runKey: string;
}

export interface StartedDeployment {
  readonly deploymentId: string;
  readonly taskDefinition: string;
  readonly createdAt: string;
  /** started: we called UpdateService; adopted: it was there already (a lost answer, or somebody else's to the same target). */
  readonly how: 'started' | 'adopted';
  /** When the change was sent (or, when adopted, created). */
  readonly changedAt: string;
  /** What was on in the former settings and is off now, for our deployment. */
  readonly switchedOff: readonly RevertingSetting[];
  /** An earlier attempt may have sent the same, and what it sent may still arrive. */
  readonly mayComeAgain?: true;
}

/** Instead of a change. `unclear`: it was sent, and it could not be read whether it was applied. */
export interface NotStarted {
  readonly how: 'superseded' | 'deployed again' | 'manual' | 'unclear';
  readonly why: string;
  /** Of `unclear`: whether only a person can mend what hinders reading. */
  readonly mendable?: boolean;
}

/** The deployment that ECS makes to go back. `by`: who had it go back, as far as ECS tells. */
export interface TakenBack {
  readonly deploymentId: string;
  readonly taskDefinition: string;
  readonly createdAt: string;
  readonly changedAt: string;
  readonly by: 'ECS' | 'a request';
  readonly why: string;
}

/** `unclear`: it was sent, and what became of it could not be read. */
export interface NotTakenBack {
  readonly not: 'refused' | 'unclear';
  readonly why: string;
  /** Whether an earlier attempt may have sent it. */
  readonly sent: boolean;
}

/** Tasks of other releases: how many still run, and the ids of those that were stopped just now. */
export interface LeftOver {
  readonly left: number;
  readonly stopped: readonly string[];
}

/** Production is worse than before our change: why, as people read it. */
export interface Worse {
  readonly at: string;
  readonly why: string;
}

/** What is PRIMARY instead of a deployment that failed; without an id where it is not known or not ours to follow. */
export interface LeftDeployment {
  readonly deploymentId?: string;
  readonly why: string;
}

export type DeploymentProgress = {
  readonly at: string;
  readonly sentence: string;
  readonly onTarget: number;
  readonly others: number;
  readonly desired: number;
  /** The most and the fewest that were ever seen, and when one of them was last bettered: for the worker that goes on. */
  readonly best?: {
    readonly onTarget: number;
    readonly others: number;
    readonly healthyTargets: number;
    readonly at: string;
  };
};

export interface Followed {
  readonly end: 'restored' | 'stable' | 'failed' | 'taken over' | 'stalled' | 'out of time' | 'stopped';
  readonly at: string;
  readonly why: string;
  readonly serving: readonly ServingCount[];
  /** The newer deployment that took over, when `taken over`. */
  readonly takenOverBy?: {
    readonly deploymentId: string;
    readonly taskDefinition: string;
    /** ECS says that it rolls back: nobody deployed it. */
    readonly byEcs?: true;
  };
  /** When a new best was last reached: more tasks on the target, fewer others, more healthy targets. Same clock as `at`. */
  readonly lastProgressAt: string;
}

/** `not checked`: the worker has no key, or could not read it. */
export type SignatureChecked =
  | { readonly signature: 'right' | 'wrong' }
  | { readonly signature: 'not checked'; readonly why: string };
