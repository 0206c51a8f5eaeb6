// One service in one environment as a run takes it from runback.yaml at its start (design §3). Secrets are references only.
import type { Method, Mode } from '../rollback.js';
import type { ThirdParty } from '../third-parties.js';
import type { DatabaseEntry } from './database-entry.js';
import type { Agent, Queries, RecoveryCriteria, Triggers } from './measured-entry.js';
import type { PagingEntry, PeopleEntry } from './people-entry.js';
import type { RunbookReview } from './schema/document.js';

/** Where a task definition says something about its release. */
export type ReleaseField =
  | { readonly environment: string; readonly container?: string }
  | { readonly label: string; readonly container?: string }
  | { readonly imageTag: string; readonly container?: string }
  | { readonly tag: string };

export interface HttpProbe {
  readonly url: string;
  /** Name we use → field of the JSON answer, dots for nesting. */
  readonly fields: Readonly<Record<string, string>>;
}

export interface HealthProbe {
  readonly url: string;
  /** Field of the JSON answer → expected value. A missing field is "could not measure". */
  readonly expect: Readonly<Record<string, string>>;
}

export interface SmokeRequest {
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly expectStatus: number;
  readonly expectFields: Readonly<Record<string, string>>;
  readonly withinMs: number;
  readonly writes: boolean;
}

/** Milliseconds. The first group is scaled by `timeScale` where kind is simulation, the second never. */
export interface Timings {
  readonly errorRateMinute: number;
  readonly errorRateFor: number;
  readonly errorRateBaseline: number;
  readonly latencyFor: number;
  readonly latencyBaseline: number;
  readonly latencyBaselineStep: number;
  readonly burnRateLong: number;
  readonly burnRateShort: number;
  readonly connectionFailuresFor: number;
  readonly watch: number;
  readonly watchAtMost: number;
  readonly monitor: number;
  /** Of a SEV2, and of a SEV1. */
  readonly escalateAfter: number;
  readonly escalateAfterSEV1: number;
  /** How often the page is repeated while traffic is not restored. */
  readonly escalateEvery: number;
  readonly gateSEV1: number;
  readonly gateSEV2: number;
  readonly gateEndsAfter: number;
  /** Of a gate at which data is at stake. */
  readonly databaseGateEndsAfter: number;
  readonly operatorEndsAfter: number;
  readonly soak: number;
  readonly suspectWithin: number;
  readonly minimumRung: number;
  /** How long a change of weights may take to reach every node of a load balancer. */
  readonly propagation: number;
  /** How often people are told how it stands: while something is done, and after two hours of waiting. */
  readonly updates: number;
  readonly updatesWhileWaiting: number;
  readonly methods: Readonly<Record<Method, { readonly expected: number; readonly budget: number }>>;

  readonly poll: number;
  readonly metricsPoll: number;
  /** How often a guard evaluates the runbook's triggers. */
  readonly guardEvery: number;
  readonly escalationLook: number;
  readonly httpTimeout: number;
}

export interface Policy {
  readonly mode: Mode;
  /** Approvals that an application rollback needs; 0 asks nobody. */
  readonly approvals: number;
  readonly identity: 'claimed' | 'authenticated';
  readonly methods: readonly Method[];
  /** Checklist items that need a person's confirmation. */
  readonly confirmByPerson: readonly string[];
  /** Whether runs of the pipeline that deploy are cancelled before our first change. */
  readonly stopPipeline: boolean;
  /** Whether the release we left, deployed again meanwhile, is rolled back once more without asking a person. */
  readonly rollBackAgain: boolean;
  /** So many rollbacks without a person in so many milliseconds; after that a machine's request waits at the gate. */
  readonly automaticAtMost: readonly { readonly runs: number; readonly within: number }[];
  /** Mode of a machine's requests by its trigger's name or kind. Others have `mode`. */
  readonly modeOf?: Readonly<Record<string, Mode>>;
}

/** The deploy pipeline. Workflows by the names of their files. */
export interface GithubEntry {
  readonly api: string;
  /** owner/name */
  readonly repository: string;
  /** Reference to the token: it has to read and to cancel runs (Actions: write). */
  readonly token: string;
  readonly deploy: { readonly file: string; readonly runName?: string };
  readonly rollback?: {
    readonly file: string;
    readonly ref: string;
    readonly runName?: string;
    /** Input → text with `{{commit}}`, `{{version}}` or `{{tag}}` of the target. */
    readonly inputs: Readonly<Record<string, string>>;
  };
  /** Where people look at it. */
  readonly page: string;
}

/** The organisation's own program (Runbook › Method 2). Arguments are templates with {{commit}}, {{version}} and {{tag}}. */
export interface ReleaseScript {
  /** Reached by the system's ssh; absent where the program lies on the worker's own host. */
  readonly ssh?: { readonly destination: string; readonly config?: string };
  readonly folder: string;
  readonly application: readonly string[];
  readonly afterDatabase?: readonly string[];
  readonly canary?: readonly string[];
}

/** The repository in which releases are tagged, on the host of the release script. */
export interface GitTags {
  /** Beginning of a tag and a star: `prod-v*`. */
  readonly pattern: string;
  readonly folder: string;
  readonly remote: string;
}

/** The service in the environment of kind staging, as far as its deployments there tell something. */
export type StagingTwin = Pick<CatalogueEntry, 'environment' | 'kind' | 'aws' | 'ecs' | 'release'>;

export interface CatalogueEntry extends PeopleEntry {
  readonly service: string;
  readonly environment: string;
  readonly kind: 'production' | 'staging' | 'simulation';
  readonly aliases: readonly string[];
  readonly aws: { readonly region: string; readonly endpoint?: string; readonly roleArn?: string };
  readonly ecs: { readonly cluster: string; readonly service: string; readonly family: string };
  readonly release: { readonly version: ReleaseField; readonly commit: ReleaseField; readonly tag?: ReleaseField };
  readonly versionProbe: HttpProbe;
  readonly healthProbe: HealthProbe;
  readonly smoke: readonly SmokeRequest[];
  readonly prometheus?: { readonly url: string; readonly queries: Queries };
  /** Units of the service; absent where nothing says how they are measured. */
  readonly agents?: readonly Agent[];
  /** Who is asked for alerts that began after a rollback. `authorization`: a reference to the value of that header. */
  readonly alertmanager?: { readonly url: string; readonly authorization?: string };
  readonly database?: DatabaseEntry;
  readonly elasticsearch?: {
    /** Of the cluster's health. */
    readonly url: string;
    /** Reference to the value of the Authorization header. */
    readonly authorization?: string;
  };
  /** By name; asked at each look. */
  readonly thirdParties?: Readonly<Record<string, ThirdParty>>;
  readonly recovery: RecoveryCriteria;
  /** Ratio 0–1: the runbook's "> 5 %". */
  readonly errorRateAbove: number;
  readonly triggers: Triggers;
  readonly minimumSample: number;
  readonly freshConnections: number;
  readonly paging?: PagingEntry;
  readonly github?: GithubEntry;
  readonly contacts: Readonly<Record<string, string>>;
  readonly dashboard?: string;
  /** Address of the state page; of the configuration, not of the file. */
  readonly page?: string;
  readonly knownGood: readonly string[];
  readonly blocked: readonly string[];
  readonly oldestAllowed?: string;
  readonly policy: Policy;
  readonly timings: Timings;
  /** By how much a simulation's durations are shorter than the runbook's; absent where they are the same. */
  readonly timeScale?: number;
  /** What the tasks are given as secrets, below a path of the parameter store. */
  readonly parameters?: { readonly path: string };
  /** Where the tasks' output is kept. */
  readonly logs?: { readonly group: string };
  readonly canary?: { readonly service: string; readonly targetGroup: string };
  readonly script?: ReleaseScript;
  readonly git?: GitTags;
  /** Where the catalogue has exactly one, and this is not it. */
  readonly staging?: StagingTwin;
  /** When the runbook is to be read again. */
  readonly runbook?: RunbookReview;
  /** What the catalogue knows of but Runback does not use yet, as people call it. */
  readonly notConnected: readonly string[];
}
