// The state of one run and the few ways to change it. One object per workflow execution; queries read it.
import type { RunIdentity, Worse } from '../activities/activities.js';
import type { AskedFor } from '../src/asked-for.js';
import type { BackingServices } from '../src/backing-services.js';
import { cutToCharacters } from '../src/bytes.js';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import type { Diagnosis } from '../src/diagnosis.js';
import type { HeardAlert } from '../src/heard-alerts.js';
import type { Abort, Decide } from '../src/messages.js';
import type { Plan } from '../src/plan-shape.js';
import type { Report } from '../src/report.js';
import type { Requester } from '../src/requester.js';
import type {
  Alert,
  Approval,
  Attempt,
  ChangeState,
  ChecklistItem,
  Deployed,
  Method,
  Phase,
  RollbackRequest,
  ServingCount,
  SettingChange,
  Severity,
  Spoken,
  TimelineEntry,
  Times,
} from '../src/rollback.js';
import { shortName } from '../src/runbook/wording.js';
import type { DeploymentSettings, Situation } from '../src/situation.js';
import type { Rung, Waiting } from '../src/status.js';
import type { Verification } from '../src/verification.js';
import type { OfElsewhere } from './begun-elsewhere.js';
import type { OfCanary } from './canary/state.js';
import type { Claim } from './claim.js';
import type { OfDatabase } from './database/state.js';
import type { OfGate, OperatorPage } from './gate-state.js';
import type { OfIncident } from './incident/told.js';
import type { LateMark } from './late-marks.js';
import type { ToLeave } from './leaving-failed.js';

const timelineLimit = 500;
const lineLimit = 600;
export const nameLimit = 200;

export interface Course extends OfCanary, OfDatabase, OfElsewhere, OfGate, OfIncident {
  readonly run: RunIdentity;
  readonly request: RollbackRequest;
  /** Proven by the request itself, or by one that joined it. */
  requester: Requester;
  /** Proven by the request itself. */
  askedByAdmin?: true;
  readonly requestId: string;
  entry?: CatalogueEntry;
  searchAttributes: readonly string[];
  severity: Severity;
  /** As it was measured before our first change. */
  impact?: string;
  phase: Phase;
  phaseSince: string;
  doing: string;
  waiting?: Waiting;
  situation?: Situation;
  plan?: Plan;
  /** A target chosen by `decide`, instead of the request's. */
  chosen?: { readonly target: NonNullable<RollbackRequest['target']>; readonly by: string };
  /** AWS's time of the newest deployment that is not our own: the release to leave is what was newest then. */
  asOf?: string;
  /** Tags of rollbacks that have closed, to be taken away. */
  lateMarks?: readonly LateMark[];
  /** What the service stood on at the last look before the first change. */
  stoodOn?: BackingServices;
  /** Task definition of the release to leave, from the first plan on: once ECS has gone back nothing else tells. */
  leaving?: string;
  /** When production was last looked at, by Temporal's clock, in milliseconds. */
  lookedAt?: number;
  /** A request that came when this run was closing already: it begins as a run of its own afterwards. */
  late?: RollbackRequest;
  /** Set at restored: from then on a retry verifies again and changes nothing. */
  claim?: Claim;
  /** The release that was left could not be marked as held. */
  notHeld?: true;
  /** Our deployments that failed; the next attempt does not adopt them. */
  readonly givenUp: string[];
  /** Our deployment that got no further: given up with the operator's retry. */
  stalled?: { readonly deploymentId: string; readonly taskDefinition: string };
  /** Our deployment that failed, is PRIMARY and could not be left yet. */
  toLeave?: ToLeave;
  /** The way that was agreed on, by task definitions and digests; a changed plan asks again. */
  agreed?: { readonly way: string; readonly byPerson: boolean };
  decision?: Decide;
  paused?: { readonly by: string; readonly since: string };
  abort?: Abort;
  method?: Method;
  /** The rung that is tried now, or was last. */
  rung?: Rung;
  /** Methods that a person decided not to try. */
  readonly skipped: { readonly method: Method; readonly by: string }[];
  /** The one method that a person decided to try, instead of the request's. */
  onlyMethod?: Method;
  /** The method that a person is waited for. */
  hindered?: Method;
  /** What ECS deploys since the release script ran, by its task definition: left as well once a person decides to go on. */
  scriptDeployed?: string;
  /** A person wants the release back that we came from; once that is begun it is `undo`. */
  undoAsked?: { readonly by: string };
  /** Task definition that the rollback left that is undone, by its report, where the request names no target. */
  undoesTo?: string;
  undo?: { readonly by: string };
  /** Production got worse since our first change. */
  worse?: Worse;
  /** The release we left was deployed again, and rolled back once more. */
  rolledBackAgain?: true;
  /** ECS went back to another release than the target, and that one is followed. */
  elsewhere?: true;
  /** Whether UpdateService was asked for, and whether it is known to have been applied. */
  change: ChangeState;
  /** ISO time since when the release script or the pipeline, begun by this run, may change production. */
  mayChangeSince?: string;
  /** What was asked for, as long as it is not known that nothing came of it. */
  asked?: AskedFor;
  /** Breaker and alarms as they were before our change, until they are so again. */
  former?: DeploymentSettings;
  /** The same where a change was sent more than once: one that is still on its way would switch them off again. */
  formerAgain?: DeploymentSettings;
  /** When the wait for the operator ends; retries that nobody decided do not move it. */
  operatorUntil?: number;
  /** When trying the change ends, however often it is planned again. */
  tryingUntil?: number;
  readonly seenMessages: Set<string>;
  refusals: number;
  alerts: number;
  readonly alertNames: Set<string>;
  lastAlert?: Alert;
  /** What this run was told of alerts, the one that began it included. */
  heardAlerts: readonly HeardAlert[];
  /** The page to the on-call, when there was one. */
  operatorPage?: OperatorPage;
  escalatesAt?: string;
  readonly escalations: TimelineEntry[];
  readonly told: string[];
  checklist: ChecklistItem[];
  readonly approvals: Approval[];
  readonly spoken: Spoken[];
  readonly attempts: Attempt[];
  readonly deployed: Deployed[];
  readonly settingsChanged: SettingChange[];
  readonly timeline: TimelineEntry[];
  droppedLines: number;
  serving: readonly ServingCount[];
  /** When that was read. */
  servingAt?: string;
  verification: Verification;
  times: Times;
  /** Why it did not help, as it was seen last. */
  diagnosis?: Diagnosis;
  report?: Report;
}

export const now = (): string => new Date().toISOString();
export const later = (ms: number): string => new Date(Date.now() + ms).toISOString();

/** A line of the timeline; the first and the newest are kept when there are too many. */
export function note(course: Course, text: string, by?: string): void {
  if (course.timeline.length >= timelineLimit) {
    course.timeline.splice(timelineLimit / 2, 1);
    course.droppedLines += 1;
  }
  course.timeline.push({
    at: now(),
    text: cutToCharacters(text, lineLimit),
    ...(by === undefined ? {} : { by: cutToCharacters(by, nameLimit) }),
  });
}

/** What serves, as it was read just now or at that ISO time. */
export function noteServing(course: Course, serving: readonly ServingCount[], at: string = now()): void {
  course.serving = serving;
  course.servingAt = at;
}

/** What the catalogue says; known from the first activity on. */
export function entryOf(course: Course): CatalogueEntry {
  if (course.entry === undefined) throw new Error('the catalogue entry was asked for before the request was accepted');
  return course.entry;
}

export function planOf(course: Course): Plan {
  if (course.plan === undefined) throw new Error('the plan was asked for before production was looked at');
  return course.plan;
}

/** A release as people say it. */
export const named = shortName;
