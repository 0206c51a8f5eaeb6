// What one look at production found (design §5.2): facts only, no judgement. Times are ISO 8601, ratios 0–1.
import type { BackingServices } from './backing-services.js';
import type { BackupFacts } from './backups.js';
import type { SeenCanary } from './canary.js';
import type { NamedRuleFacts } from './guard/confirmation.js';
import type { PipelineFacts } from './pipeline.js';
import type { Fact } from './rollback.js';
import type { RunMark } from './run-mark.js';
import type { SeenBeside } from './seen-beside.js';

export interface SeenContainer {
  readonly name: string;
  readonly image: string;
  /** "8003/tcp"; absent where nobody looked. */
  readonly ports?: readonly string[];
  /** ECS's own, in few words: "CMD-SHELL curl -f localhost, every 30 s", or "none". Absent where nobody looked. */
  readonly healthCheck?: string;
  /** What ECS recorded when this release was deployed. */
  readonly recordedDigest?: string;
  /** What the image reference resolves to now; no digest means that the image is missing. */
  readonly resolvesTo: Fact<{ readonly digest?: string }>;
  /** Whether the recorded digest still exists. */
  readonly recordedExists: Fact<boolean>;
}

/** A task definition of the service's family, with what is known of its past. */
export interface SeenRelease {
  readonly taskDefinition: string;
  readonly revision: number;
  readonly status: 'ACTIVE' | 'INACTIVE';
  readonly version?: string;
  readonly commit?: string;
  readonly tag?: string;
  readonly registeredAt?: string;
  readonly containers: readonly SeenContainer[];
  /** Value of the tag `runback:verified`, if any. */
  readonly verifiedTag?: string;
  /** Value of the tag `runback:hold`, if any: why it is held. */
  readonly holdTag?: string;
}

/** One of ECS's service deployments (90 days are kept). */
export interface SeenServiceDeployment {
  readonly arn: string;
  readonly status:
    | 'PENDING'
    | 'IN_PROGRESS'
    | 'STOP_REQUESTED'
    | 'STOPPED'
    | 'ROLLBACK_REQUESTED'
    | 'ROLLBACK_IN_PROGRESS'
    | 'ROLLBACK_SUCCESSFUL'
    | 'ROLLBACK_FAILED'
    | 'SUCCESSFUL';
  readonly statusReason?: string;
  readonly taskDefinition?: string;
  readonly sourceTaskDefinitions: readonly string[];
  readonly serviceRevision?: string;
  /** Of one that shifts traffic. */
  readonly stage?: string;
  /** The PAUSE hook at which it waits for ContinueServiceDeployment. */
  readonly pausedAtHook?: string;
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
}

/** One entry of DescribeServices' `deployments`. */
export interface SeenDeployment {
  readonly id: string;
  readonly status: 'PRIMARY' | 'ACTIVE' | 'INACTIVE';
  readonly taskDefinition: string;
  readonly rolloutState?: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';
  readonly rolloutStateReason?: string;
  readonly desired: number;
  readonly running: number;
  readonly pending: number;
  readonly failedTasks: number;
  readonly createdAt: string;
}

/** What could take our own deployment back, and is switched off for it. */
export interface DeploymentSettings {
  readonly circuitBreaker: { readonly enable: boolean; readonly rollback: boolean };
  readonly alarms?: { readonly names: readonly string[]; readonly enable: boolean; readonly rollback: boolean };
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
  readonly strategy: string;
  /** Of a strategy other than ROLLING, as AWS has them. */
  readonly shift?: ShiftSettings;
}

/** How a deployment takes the traffic over from the one before, and for how long both run. */
export interface ShiftSettings {
  readonly bakeTimeInMinutes: number;
  readonly linearConfiguration?: { readonly stepPercent: number; readonly stepBakeTimeInMinutes: number };
  readonly canaryConfiguration?: { readonly canaryPercent: number; readonly canaryBakeTimeInMinutes: number };
  /** Stages at which it is paused until somebody continues it. */
  readonly pausesAt: readonly string[];
}

export interface SeenService {
  readonly arn: string;
  readonly status: string;
  readonly controller: string;
  readonly desired: number;
  readonly running: number;
  readonly pending: number;
  readonly taskDefinition: string;
  readonly deployments: readonly SeenDeployment[];
  readonly settings: DeploymentSettings;
  readonly recentEvents: readonly { readonly at: string; readonly message: string }[];
  /** Value of the tag `runback:manual`: somebody acts by hand. */
  readonly manualTag?: string;
  /** Value of the tag `runback:run`: a rollback was begun and not closed. */
  readonly unfinished?: RunMark;
  readonly targetGroupArns: readonly string[];
}

export interface TargetGroupFacts {
  readonly arn: string;
  readonly name: string;
  readonly healthy: number;
  readonly draining: number;
  readonly unhealthy: number;
  readonly initial: number;
  readonly healthCheckIntervalSeconds: number;
  readonly healthyThreshold: number;
  /** Where the load balancer's own health check asks a port of its own, and not the one that gets the traffic. */
  readonly healthCheckOwnPort?: { readonly port: number; readonly path?: string };
  readonly deregistrationDelaySeconds: number;
}

/** A ratio over consecutive windows, as one of the runbook's triggers needs it. Newest sample last. */
export interface RatioSeries {
  readonly samples: readonly { readonly at: string; readonly ratio: number | null; readonly requests: number | null }[];
  /** Average over the comparison window before. */
  readonly baseline: number | null;
  readonly baselineRequests: number | null;
  /** When the comparison window ended, where that was at the onset and not at the first sample. */
  readonly baselineUntil?: string;
}

export interface ErrorRateFacts {
  readonly now: RatioSeries;
  /** The average just before the newest deployment began, when there was one. */
  readonly beforeDeployment: number | null;
  /** When it went above the limit and stayed there; absent when it is not above. */
  readonly onset?: string;
  /** It was above as far back as was searched: it began at the onset or earlier. */
  readonly onsetIsOlder?: true;
}

/** The runbook's other figures of recovery, over the newest minute; null where there is no sample. */
export interface RecoveryNow {
  /** 0–1; absent where the catalogue has no query for it. */
  readonly successRate?: number | null;
  readonly p95Seconds?: number | null;
}

export interface Situation extends SeenBeside, NamedRuleFacts {
  readonly seenAt: string;
  /** The workflow run that asked: after Temporal's reset another one than the run's first. */
  readonly seenFor?: string;
  readonly service: SeenService;
  /** Newest revision first; at most 20. */
  readonly releases: readonly SeenRelease[];
  /** There are older task definitions that were not looked at. */
  readonly areOlder?: true;
  /** Newest first. */
  readonly serviceDeployments: Fact<readonly SeenServiceDeployment[]>;
  readonly targetGroups: Fact<readonly TargetGroupFacts[]>;
  readonly versionEndpoint: Fact<Readonly<Record<string, string>>>;
  readonly healthEndpoint: Fact<Readonly<Record<string, string>>>;
  readonly errorRate: Fact<ErrorRateFacts>;
  /** Absent where the catalogue has no query for any of them. */
  readonly recoveryNow?: Fact<RecoveryNow>;
  readonly backingServices?: BackingServices;
  /** Absent where the catalogue names neither an RDS instance nor a cluster. */
  readonly backups?: Fact<BackupFacts>;
  /** Seconds from a task's creation to RUNNING, as measured on the newest running tasks. */
  readonly taskStartSeconds: Fact<number>;
  /** Absent where nothing of a pipeline is in the catalogue. */
  readonly pipeline?: Fact<PipelineFacts>;
  /** Absent in looks that were taken before canaries were looked at. */
  readonly canary?: Fact<SeenCanary>;
  /** Facts whose source is not in the catalogue or comes with a later feature. */
  readonly notConnected: readonly string[];
}
