// What the `status` query answers: everything a person may want to know of a run, and the state card made from it.

import type { CanaryShown } from './canary.js';
import type { Diagnosis } from './diagnosis.js';
import type { Verb } from './identifiers.js';
import type { DecideAction } from './messages.js';
import type { PipelineTouched } from './pipeline.js';
import type { Report } from './report.js';
import type {
  Approval,
  Attempt,
  ChecklistItem,
  Method,
  Mode,
  Outcome,
  Phase,
  ReleaseName,
  RollbackRequest,
  ServingCount,
  Severity,
  TimelineEntry,
  Times,
} from './rollback.js';
import type { Verdict } from './verification.js';
import type { Confirmable } from './vocabulary.js';

/** What a run waits for, from whom, until when, and what happens then. */
export interface Waiting {
  readonly what: 'approval' | 'the operator' | 'resume' | 'nothing';
  readonly why: string;
  readonly from: string;
  readonly since: string;
  readonly until?: string;
  readonly then?: string;
  /** What may be done without waiting: a sentence with its command. */
  readonly beside?: string;
  /** Only a proven name counts. */
  readonly byToken?: true;
  /** What ends the wait without anybody: "AWS answers the worker again". */
  readonly byItself?: string;
}

/** A method's turn. Durations in milliseconds. */
export interface Rung {
  readonly method: Method;
  readonly startedAt: string;
  readonly expectedMs: number;
  readonly budgetMs: number;
}

export interface Status {
  readonly id: string;
  readonly runId: string;
  /** The same over Temporal's reset. */
  readonly runKey: string;
  readonly service: string;
  readonly environment: string;
  readonly phase: Phase;
  readonly phaseSince: string;
  readonly severity: Severity;
  readonly mode: Mode;
  readonly request: RollbackRequest;
  readonly from?: ReleaseName;
  readonly to?: ReleaseName;
  /** Why the target: "ran 26 h without trouble". */
  readonly because?: string;
  readonly method?: Method;
  readonly rung?: Rung;
  /** Production got worse since our first change: why. */
  readonly worse?: { readonly at: string; readonly why: string };
  /** What is wrong in numbers: "errors 9.8 % now (12 % at worst, 0.2 % before)". */
  readonly wrongNow?: string;
  /** What users meet: as somebody wrote it, else as it was measured; absent where it is not known. */
  readonly impact?: string;
  /** What Runback does now, a sentence without a full stop. */
  readonly doing: string;
  readonly waiting?: Waiting;
  readonly diagnosis?: Diagnosis;
  readonly paused?: { readonly by: string; readonly since: string };
  readonly aborting?: { readonly by: string; readonly reason: string };
  readonly escalatesAt?: string;
  readonly escalateTo?: string;
  readonly escalated?: string;
  readonly told: readonly string[];
  /** Who approved the text for customers. */
  readonly customerText?: { readonly by: string; readonly at: string };
  readonly serving: readonly ServingCount[];
  /** ISO time at which that was read. */
  readonly servingAt?: string;
  /** Where it is the canary that is rolled back: as it was read last. */
  readonly canary?: CanaryShown;
  /** It is given back what an earlier rollback, or this one, took from it. */
  readonly undoesCanary?: true;
  /** Whether anything in production was changed by this run. */
  readonly changed: boolean;
  /** A change was asked for, and whether it was applied is not known. */
  readonly changeUnclear?: boolean;
  readonly verdict?: Verdict | 'not verified';
  readonly outcome?: Outcome;
  readonly headline?: string;
  /** Once it is over: what a person does next. */
  readonly next?: Report['next'];
  readonly legalVerbs: readonly Verb[];
  /** What `confirm` may name now. */
  readonly legalItems: readonly Confirmable[];
  /** What `decide` would take now. */
  readonly legalActions: readonly DecideAction[];
  readonly times: Times;
  readonly checklist: readonly ChecklistItem[];
  readonly approvals: readonly Approval[];
  /** The run of the pipeline that was stopped, followed or begun last. */
  readonly pipeline?: PipelineTouched;
  readonly attempts: readonly Attempt[];
  readonly timeline: readonly TimelineEntry[];
  readonly dashboard?: string;
  /** Address of the state page. */
  readonly page?: string;
  /** Of a simulation in quick time. */
  readonly timeScale?: number;
}
