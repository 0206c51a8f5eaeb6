import type { CanaryShown } from './canary.js';
import type { FormerCanary } from './canary-undo.js';
import type { Diagnosis } from './diagnosis.js';
import type { PipelineTouched } from './pipeline.js';
import type { Prevented } from './prevention.js';
import type { Requester } from './requester.js';
import type {
  Approval,
  Attempt,
  ChangeState,
  ChecklistItem,
  Deployed,
  Method,
  Outcome,
  ReleaseName,
  RollbackRequest,
  ServingCount,
  SettingChange,
  Severity,
  Spoken,
  TimelineEntry,
  Times,
  Trigger,
} from './rollback.js';
import type { Verification } from './verification.js';

/** The schema that was taken back, or was to be. */
export interface DatabaseReport {
  readonly name: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly steps: readonly string[];
  /** What the downgrade drops, and what the upgrade had dropped before, in words. */
  readonly lost: readonly string[];
  readonly alreadyLost: readonly string[];
  /** Every service on it, with the release that it ran. */
  readonly services?: readonly string[];
  readonly snapshot: string;
  /** ISO time: the newest moment that point-in-time recovery could go to when the snapshot was there; the second net. */
  readonly restorableTo?: string;
  readonly rehearsedAt: string;
  readonly order: 'database-first' | 'application-first';
  /** Where it stands, as it was read last. */
  readonly state: string;
  /** ISO times: when it was begun to rehearse and to back up, when both were done, and when the downgrade was asked for first. */
  readonly preparingAt?: string;
  readonly preparedAt?: string;
  readonly askedAt?: string;
  /** ISO times: of the first step that was applied, and of the last. */
  readonly changedAt?: string;
  readonly doneAt?: string;
}

/** Design §9; at most 256 KB, timeline at most 500 entries. */
export interface Report {
  readonly id: string;
  readonly runId: string;
  readonly service: string;
  readonly environment: string;
  readonly outcome: Outcome;
  readonly headline: string;
  /** Why it did not help, where it was looked for. */
  readonly diagnosis?: Diagnosis;
  readonly trigger: Trigger;
  readonly severity: Severity;
  readonly reason: string;
  /** As somebody wrote it, else as it was measured before our first change; absent where it is not known. */
  readonly impact?: string;
  readonly request: RollbackRequest;
  /** Who asked, and whether that is proven. */
  readonly requester?: Requester;
  readonly from?: ReleaseName;
  readonly to?: ReleaseName;
  readonly method?: Method;
  /** The run of the pipeline that was stopped, followed or begun last. */
  readonly pipeline?: PipelineTouched;
  /** So that what was left is not deployed again: what to pin, a place a line. */
  readonly pin?: readonly string[];
  readonly database?: DatabaseReport;
  readonly attempts: readonly Attempt[];
  /** ISO time of the first breached minute, or as a person said it. */
  readonly onset?: string;
  readonly times: Times;
  readonly checklist: readonly ChecklistItem[];
  readonly approvals: readonly Approval[];
  /** What people said that counted; the middle is left out where it is more than 300. */
  readonly messages?: readonly Spoken[];
  readonly verification: Verification;
  readonly serving: readonly ServingCount[];
  /** ISO time at which that was read. */
  readonly servingAt?: string;
  /** Where it is the canary that was rolled back: as it was read last. */
  readonly canary?: CanaryShown;
  /** It was given back; `from` serves on, `to` is the canary's release. */
  readonly undoesCanary?: true;
  /** What the canary had before it was taken out: what an undo gives it back. */
  readonly canaryFormer?: FormerCanary;
  /** The undo of a canary as commands, for where Runback itself cannot. */
  readonly undoByHand?: readonly string[];
  /** `asked`: it could not be read whether it was applied. */
  readonly change: ChangeState;
  /** In the order in which it was done; what came after the first went back, or elsewhere. */
  readonly deployed?: readonly Deployed[];
  readonly passedOver: readonly string[];
  /** Workflow id of the incident that its people were told of it in; absent where nobody was told. */
  readonly incident?: string;
  /** Runbook › Prevention: what was kept, as far as anything shows it. */
  readonly prevention?: readonly Prevented[];
  /** A sentence where the runbook is to be read again. */
  readonly runbookReview?: string;
  readonly escalations: readonly TimelineEntry[];
  readonly settingsChanged: readonly SettingChange[];
  readonly notConnected: readonly string[];
  /** Of a simulation in quick time. */
  readonly timeScale?: number;
  readonly next: { readonly sentence: string; readonly command?: string };
  readonly timeline: readonly TimelineEntry[];
}

/** Whether something that was switched off is so still, as far as the report knows. */
export const owesSettings = ({ settingsChanged = [] }: Partial<Report>): boolean =>
  settingsChanged.some(({ putBackAt, stays }) => putBackAt === undefined && stays !== true);

/** Names a stored report. */
export type ReportOf = Pick<Report, 'id' | 'service' | 'environment'>;

/** What a run that was started under another id than the lock completes with. */
export interface HandedOver {
  readonly outcome: 'HANDED_OVER';
  readonly answer: 'started' | 'joined' | 'differs';
  /** Where to look: the rollback's workflow id. */
  readonly see: string;
}
