import type { AlarmName } from '../alarms.js';
import type { StrategySettings } from '../aws/ecs/deployment-strategy.js';
import type { ReleaseSchema } from '../database/application-source.js';
import type { Variant } from '../deploy-host/release-script.js';
import type { ImageBehaviour } from '../traffic/images.js';

/** What a build is: its name in the world, and how its image behaves. */
export interface Release {
  readonly version: string;
  readonly commit: string;
  /** Git tag, for example `prod-v1.2.2-20251016-def456`. */
  readonly tag: string;
  readonly behaviour: ImageBehaviour;
  /** Names below the scenario's path in the parameter store that its container is given as environment variables. */
  readonly secrets: readonly string[];
  /** What its commit holds of the application's database; nothing unless given. */
  readonly schema?: ReleaseSchema;
}

/** What happens in the databases beside the migrations. */
export interface DataSettings {
  /** SQL of what people write with the next release, once its migrations are applied. */
  readonly written?: string;
  /** The same, in staging alone. */
  readonly writtenInStaging?: string;
  /** Only the tasks have the URL, as a secret: the worker reaches the database by them. */
  readonly reachedByTask?: true;
  /** The pipeline deploys the next release although its migrations failed. */
  readonly deploysAfterFailedMigration?: true;
  /** The releases ask it without a schema of their own. */
  readonly asked?: true;
}

export interface PastRelease {
  readonly release: Release;
  readonly deployedHoursAgo: number;
  readonly outcome: 'successful' | 'rolled back by the circuit breaker';
}

/** A service of one task beside the first one, behind the same listener; `applylens-api-canary-prod` beside `applylens-api-prod`. */
export interface Canary {
  readonly release: Release;
  readonly deployedHoursAgo: number;
  /** Of 100; the service has the rest. */
  readonly weight: number;
  readonly stickinessSeconds: number;
  /** Range in which Application Auto Scaling may change its tasks. */
  readonly scaling: { readonly minCapacity: number; readonly maxCapacity: number };
}

/** What makes this production roll out at another pace than usual; in AWS seconds. */
export interface RolloutSettings {
  readonly maximumPercent: number;
  readonly healthCheck: { readonly intervalSeconds: number; readonly healthyThreshold: number };
}

/** How releases begin to behave some time after the deployment of the next one began: what they stand on has changed. */
export interface Turn {
  /** Version of the only release that does; all of them unless given. */
  readonly only?: string;
  /** AWS seconds; `when asked`: as the control API is told. */
  readonly afterSeconds: number | 'when asked';
  readonly into: Partial<ImageBehaviour>;
}

/** A production with a past, and the release that is deployed into it live. */
export interface Scenario {
  readonly name: string;
  readonly description: string;
  readonly cluster: string;
  /** ECS service of the first service; its family, target group and load balancer bear the same name. */
  readonly service: string;
  /** Of the images. */
  readonly repository: string;
  /** owner/name */
  readonly githubRepository: string;
  readonly desiredCount: number;
  /** How many services with the same past there are from the beginning; one unless given. */
  readonly services?: number;
  /** Revision of the first past release. */
  readonly firstRevision: number;
  /** Oldest first. */
  readonly past: readonly PastRelease[];
  readonly next: Release;
  readonly data?: DataSettings;
  readonly canary?: Canary;
  readonly rollout?: RolloutSettings;
  /** Rolling unless given. */
  readonly strategy?: StrategySettings;
  /** Below `/applylens/prod/` in the parameter store. */
  readonly parameters?: Parameters;
  readonly turns?: Turn;
  /** How many tasks of the next release protect themselves from being ended by a deployment, as soon as they run. */
  readonly protectedTasks?: number;
  /** What somebody may deploy after the next one. */
  readonly later?: Release;
  /** How the release script behaves. Where it is not said the script works, and the overlay's policy leaves it out. */
  readonly releaseScript?: Variant;
  /** Which of the runbook's automatic triggers the team's alerting knows; the error rate's unless given. */
  readonly alarm?: AlarmName;
  /** The catalogue names the mail provider as a third party. */
  readonly knowsMailProvider?: true;
  /** What the overlay says of this production beyond the way to it. */
  readonly settings?: object;
}

export interface ParameterToPut {
  readonly name: string;
  readonly value: string;
  readonly type: 'String' | 'SecureString';
  readonly hoursAgo: number;
  /** `user/NAME` or `assumed-role/ROLE/SESSION`. */
  readonly by: string;
}

/** What was there all the time, and what is changed as the next release is deployed. */
export interface Parameters {
  readonly past: readonly ParameterToPut[];
  readonly putAtNext: readonly ParameterToPut[];
  readonly deletedAtNext: readonly string[];
}

const sound = { errorRate: 0, latencySeconds: 0.01, startsUp: true, listens: true, healthy: true } as const;

/** A release whose image works, but for what is said otherwise. */
export function release(
  { version, commit, date }: { version: string; commit: string; date: string },
  behaviour: Partial<ImageBehaviour> = {},
  secrets: readonly string[] = [],
): Release {
  return {
    version,
    commit,
    tag: `prod-v${version}-${date.replaceAll('-', '')}-${commit}`,
    secrets,
    behaviour: { version, commit, builtAt: `${date}T10:30:00Z`, ...sound, ...behaviour },
  };
}
