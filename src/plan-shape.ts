// What a plan says (design §5.4). Made by src/plan.ts from what was seen; shown by `runback plan`, the gate and the report.
import type { SeenCanary } from './canary.js';
import type { Method, ReleaseName } from './rollback.js';
import type { DeploymentSettings } from './situation.js';

export interface BrokenRule {
  readonly rule:
    | 'serves now'
    | 'inactive'
    | 'never succeeded'
    | 'not soaked'
    | 'held'
    | 'blocked'
    | 'too old'
    | 'image missing'
    | 'image unknown'
    | 'had shown the trouble'
    | 'has the vulnerability';
  /** Why, as people read it: "its deployment failed on 16 October". */
  readonly sentence: string;
  /** Whether an approver may choose it all the same. */
  readonly overridable: boolean;
}

export interface PassedOver {
  readonly release: ReleaseName;
  readonly revision: number;
  readonly broken: readonly BrokenRule[];
}

export interface ChosenTarget {
  readonly release: ReleaseName;
  readonly revision: number;
  /** "ran 26 h without trouble", "tagged runback:verified", "known good in the catalogue". */
  readonly because: string;
  /** Containers whose tag moved since: a copy pinned by these digests is deployed instead. */
  readonly pin: readonly { readonly container: string; readonly image: string; readonly digest: string }[];
  /** It had the trouble already, shortly before a newer release was deployed: only that one's migration excuses it. */
  readonly blamesMigration?: true;
  /** Rules that an approver has to override for this target. */
  readonly overridden: readonly BrokenRule[];
}

export type TargetChoice =
  | { readonly kind: 'chosen'; readonly target: ChosenTarget; readonly passedOver: readonly PassedOver[] }
  | {
      readonly kind: 'none';
      readonly why: string;
      /** Without what was wrong with each release, for the card. */
      readonly inShort?: string;
      readonly passedOver: readonly PassedOver[];
    };

export interface PlannedMethod {
  readonly method: Method;
  readonly use: 'first' | 'if the ones before fail' | 'passed over';
  readonly reason: string;
  /** Milliseconds, predicted from the real settings. */
  readonly predictedMs?: number;
  /** Milliseconds this rung may take. */
  readonly budgetMs: number;
  /** The exact changes, in order, as aws-cli commands. */
  readonly commands: readonly string[];
}

export interface Plan {
  readonly madeAt: string;
  readonly service: string;
  readonly environment: string;
  readonly from: ReleaseName;
  readonly target: TargetChoice;
  readonly methods: readonly PlannedMethod[];
  readonly for: readonly string[];
  readonly against: readonly string[];
  /** Whether a deployment within 24 h before the onset may be the cause. */
  readonly suspect?: string;
  /** Why a request without a named target is doubted: the release to leave has just been returned to. */
  readonly secondInARow?: string;
  /** Why a machine's request is doubted: Runback has gone back by itself as often as it may. */
  readonly flapping?: string;
  /** Why a machine's request is doubted: other services fail at the same time, without a common deployment. */
  readonly commonTrouble?: string;
  /** Why a machine's request is doubted: what it would go back to serves too, and fails as well. */
  readonly bothBad?: string;
  readonly wrongNow: string;
  /** "began 02:57 UTC, 2 min after the deployment of v1.2.3 (limit 5 %)". */
  readonly wrongSince?: string;
  /** What differs between the release to leave and the target, as far as it was seen. */
  readonly differs?: readonly string[];
  readonly warnings: readonly string[];
  /** What the migrations between the two releases mean, where they are known. */
  readonly database?: readonly string[];
  /** As it was seen, where it alone is rolled back and the service is left as it is. */
  readonly canary?: SeenCanary;
  /** It is given back what it had before an earlier rollback; `from` serves on, `to` is the canary's release. */
  readonly undoesCanary?: true;
  readonly wouldRevertUs: readonly string[];
  /** What our own deployment switches off, and puts back. */
  readonly formerSettings: DeploymentSettings;
  readonly slowestPart?: string;
  readonly notConnected: readonly string[];
  /** Ids of the deployments that existed when production was looked at. */
  readonly deploymentsSeen: readonly string[];
  /** Of a simulation in quick time. */
  readonly timeScale?: number;
}
