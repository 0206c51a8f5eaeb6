// What the workflows may ask of the outside world. Each is a unit of retry and may run twice: it reads before it changes.
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import type { PipelineDispatched, PipelineFollowed, PipelineRun, PipelineStopped, RunsToEnd } from '../src/pipeline.js';
import type { ChosenTarget } from '../src/plan-shape.js';
import type { Fact, RollbackRequest, ServingCount } from '../src/rollback.js';
import type { DeploymentSettings, ErrorRateFacts, SeenService, Situation } from '../src/situation.js';
import type { TroubleEvidence } from '../src/trouble-evidence.js';
import type {
  Accepted,
  Followed,
  LeftDeployment,
  LeftOver,
  NotStarted,
  NotTakenBack,
  RunIdentity,
  StartedDeployment,
  TakenBack,
} from './answers.js';
import type { CanaryActivities } from './canary-activities.js';
import type { DatabaseActivities } from './database-activities.js';
import type { GuardActivities } from './guard-activities.js';
import type { PeopleActivities } from './people-activities.js';
import type { ReleaseScriptActivities } from './release-script-activities.js';
import type { StoreActivities } from './store-activities.js';
import type { TagActivities } from './tag-activities.js';
import type { VerifyingActivities } from './verifying-activities.js';

export type * from './answers.js';

export interface Activities
  extends ReleaseScriptActivities,
    CanaryActivities,
    PeopleActivities,
    DatabaseActivities,
    GuardActivities,
    StoreActivities,
    TagActivities,
    VerifyingActivities {
  /** In memory, a local activity: the service's entry by name or alias. Fails with UnknownService. */
  acceptRequest(request: RollbackRequest): Promise<Accepted>;

  /** One look at everything. A source that fails makes its facts unknown; ECS itself must answer. `rule`: a named one is measured too. */
  lookAround(input: { entry: CatalogueEntry; since?: string; rule?: string }): Promise<Situation>;

  /** The trigger's numbers alone, for the measurement just before the first change. */
  measureErrorRate(input: { entry: CatalogueEntry }): Promise<Fact<ErrorRateFacts>>;

  /** Reads the service, adopts our own deployment when it is there, else UpdateService with breaker rollback and alarms off. */
  startEcsDeployment(input: {
    entry: CatalogueEntry;
    run: RunIdentity;
    target: ChosenTarget;
    fromTaskDefinition: string;
    deploymentsSeen: readonly string[];
    settings: DeploymentSettings;
    /** Deployments to the target that failed: they are made anew, never adopted. */
    givenUp: readonly string[];
  }): Promise<StartedDeployment | NotStarted>;

  /** Has ECS take the deployment in progress back to its source, where that is the target; follows who has begun already. */
  takeBackDeployment(input: {
    entry: CatalogueEntry;
    target: ChosenTarget;
    fromTaskDefinition: string;
  }): Promise<TakenBack | NotTakenBack>;

  /** Makes `backTo` PRIMARY again where the failed deployment is; changes nothing where another one is. */
  leaveFailedDeployment(input: {
    entry: CatalogueEntry;
    deploymentId: string;
    taskDefinition: string;
    backTo: string;
  }): Promise<LeftDeployment>;

  /** Heartbeating: cancels runs of the pipeline and follows them to their end, at most until `deadline` (ISO). */
  stopPipeline(input: { entry: CatalogueEntry; deadline: string } & RunsToEnd): Promise<PipelineStopped>;

  /** Dispatches the catalogue's rollback workflow. Not safe to repeat: it gets one attempt, and a lost answer is looked for. */
  dispatchPipelineRollback(input: { entry: CatalogueEntry; target: ChosenTarget }): Promise<PipelineDispatched>;

  /** Id of the newest run of the rollback workflow for this service; 0 where there is none. */
  newestPipelineRollback(input: { entry: CatalogueEntry }): Promise<number>;

  /** The rollback run that began after the one with that id; fails benignly until GitHub lists it. */
  findPipelineRollback(input: { entry: CatalogueEntry; after: number }): Promise<PipelineRun>;

  /** Heartbeating follower of one run of the pipeline, until it is over or `deadline` (ISO). */
  followPipelineRun(input: { entry: CatalogueEntry; run: PipelineRun; deadline: string }): Promise<PipelineFollowed>;

  /** Stops the oldest tasks that are not the target's until `leave` of them are left. */
  stopLeftOverTasks(input: { entry: CatalogueEntry; taskDefinition: string; leave: number }): Promise<LeftOver>;

  /** Heartbeating follower on queue runback-follow. Heartbeat details are a DeploymentProgress. */
  followDeployment(input: {
    entry: CatalogueEntry;
    deploymentId: string;
    taskDefinition: string;
    /** taken over: goes on after stable, until PRIMARY is another deployment. */
    until: 'restored' | 'stable' | 'taken over';
    /** Milliseconds without progress after which it answers `stalled`, where the target serves beside another release. */
    stalledAfter?: number;
    /** ISO time at which it answers `out of time`. */
    deadline: string;
    /** One look, which fails benignly while there is no end: Temporal looks again, and no slot is held in between. */
    once?: true;
  }): Promise<Followed>;

  /** Puts breaker and alarms back as they were; reads first, changes only what differs. */
  restoreDeploymentSettings(input: {
    entry: CatalogueEntry;
    settings: DeploymentSettings;
  }): Promise<{ readonly at: string; readonly changed: boolean }>;

  /** Service and counts as they are now, for reports and decisions. */
  readServing(input: {
    entry: CatalogueEntry;
  }): Promise<{ readonly service: SeenService; readonly serving: readonly ServingCount[] }>;

  /** What production tells of a rollback that did not help: one pass, all sources at once, each may be unknown on its own. */
  gatherEvidence(input: {
    entry: CatalogueEntry;
    /** Of the target, as it was deployed. */
    taskDefinition: string;
    /** ISO time of our first change. */
    since: string;
    /** ISO time at which the target was deployed the last time before. */
    lastDeployedAt?: string;
    /** Whether no other release answers. */
    servesAlone: boolean;
  }): Promise<TroubleEvidence>;

  /** Fails benignly until AWS answers this environment's reads again. */
  awsAnswers(input: { entry: CatalogueEntry }): Promise<void>;

  /** Events-v2 to the paging service; idempotent by dedupKey. To whoever `escalateTo` names, unless it is for the on-call. */
  page(input: {
    entry: CatalogueEntry;
    to?: 'the on-call';
    action: 'trigger' | 'acknowledge' | 'resolve';
    dedupKey: string;
    summary: string;
    severity: 'critical' | 'error' | 'warning' | 'info';
    details: Readonly<Record<string, unknown>>;
  }): Promise<{ readonly at: string }>;

  /** From outside: what Temporal says of a rollback's run. */
  describeRollback(input: { workflowId: string; runId: string }): Promise<{
    readonly status:
      | 'RUNNING'
      | 'COMPLETED'
      | 'FAILED'
      | 'CANCELED'
      | 'TERMINATED'
      | 'TIMED_OUT'
      | 'CONTINUED_AS_NEW'
      | 'PAUSED'
      | 'NOT_FOUND';
    readonly failingWorkflowTaskAttempts: number;
    /** Of its report; absent where it has none. */
    readonly outcome?: string;
    /** By its report: not all that it had switched off was put back. */
    readonly owes?: true;
  }>;

  /** Sends `request` to a running rollback as an Update and says what it answered. */
  requestOfRunning(input: {
    workflowId: string;
    request: RollbackRequest;
    messageId: string;
  }): Promise<{ readonly answer: 'joined' | 'differs' | 'gone'; readonly runId?: string }>;
}
