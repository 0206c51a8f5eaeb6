// The nouns of Runback (design §1): what a rollback is made of. Times are ISO 8601 strings, ratios 0–1.
import type { MessageName } from './identifiers.js';
import type { Relayed } from './relayed.js';
import type { checklistItems, criteria, methodNames, outcomes } from './vocabulary.js';

export type Severity = 'SEV1' | 'SEV2';
export type Method = (typeof methodNames)[number];
export type Mode = 'observe' | 'propose' | 'act';

/** What is true while a run is in this phase. */
export const phases = {
  accepted: 'the request is valid and the service known; nothing was read yet',
  looking: 'production is being read; nothing is changed meanwhile',
  planning: 'what was seen is being turned into a plan; nothing is changed meanwhile',
  'waiting for approval': 'the plan is ready and a person may decide; nothing is changed meanwhile',
  acting: 'a method is changing production, or its change is being followed',
  verifying: 'the target serves; whether production recovered is being measured',
  'waiting for the operator': 'no further step is taken until a person decides or the cause is gone',
  stuck: 'Runback itself failed unexpectedly; it holds the lock and waits for a person',
  closing: 'the outcome is known; report and notices are being written',
} as const;
export type Phase = keyof typeof phases;

export type Outcome = (typeof outcomes)[number];

/** A fact about the outside: read, not readable just now, or without a source in the catalogue. */
export type Fact<T> =
  | { readonly state: 'known'; readonly value: T }
  | { readonly state: 'unknown'; readonly why: string }
  | { readonly state: 'not connected' };

export interface TargetRequest {
  readonly version?: string;
  readonly commit?: string;
  readonly tag?: string;
  readonly taskDefinition?: string;
}

export type Criterion = (typeof criteria)[number];

/** Why a run was started. `alert` came through a webhook, `metric` was measured by Runback itself. */
export interface Trigger {
  readonly kind: 'alert' | 'metric' | 'deployment' | 'person';
  readonly name?: string;
  readonly summary?: string;
  readonly startsAt?: string;
  readonly fingerprint?: string;
  readonly url?: string;
}

/** One small JSON object starts a run (design §4). Fields of later features are accepted and recorded. */
export interface RollbackRequest {
  readonly service: string;
  readonly environment: string;
  readonly reason: string;
  readonly requestedBy?: string;
  readonly severity?: Severity;
  readonly method?: Method;
  readonly target?: TargetRequest;
  readonly scope?: 'service' | 'canary';
  readonly database?: { readonly target?: string; readonly order?: 'database-first' | 'application-first' };
  readonly group?: string;
  readonly planOnly?: boolean;
  readonly criteria?: readonly Criterion[];
  readonly since?: string;
  readonly impact?: string;
  readonly customerImpact?: boolean;
  readonly trigger?: Trigger;
  readonly act?: boolean;
  /** Why whoever asks wants a person to decide, whatever the policy says. */
  readonly doubts?: readonly string[];
  readonly reopens?: string;
  readonly undoes?: string;
  readonly requestId?: string;
  readonly acceptedAt?: string;
  /** The server's word for who asks. */
  readonly relayed?: Relayed;
}

/** An alert in one shape, whatever sent it. */
export interface Alert {
  readonly source: string;
  readonly name: string;
  readonly status: 'firing' | 'resolved';
  readonly startsAt?: string;
  readonly fingerprint?: string;
  readonly summary?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly url?: string;
  /** How many deliveries this one stands for. */
  readonly count?: number;
  /** The others that it stands for. */
  readonly also?: readonly AlertMark[];
}

/** As much of an alert as tells when it fires and when it is over. */
export type AlertMark = Pick<Alert, 'name' | 'status' | 'startsAt' | 'fingerprint'>;

export interface TimelineEntry {
  readonly at: string;
  readonly text: string;
  readonly by?: string;
}

/** A person's word, as it was said. `claimed`: the name was not proven by a credential. */
export interface Approval {
  readonly decision: 'approve' | 'reject' | 'break-glass' | 'silence' | 'not asked';
  readonly at: string;
  readonly by?: string;
  readonly identity?: 'claimed' | 'authenticated';
  readonly comment?: string;
}

export type ChecklistItemName = (typeof checklistItems)[number];

export interface ChecklistItem {
  readonly item: ChecklistItemName;
  readonly title: string;
  readonly state: 'done' | 'open' | 'not connected';
  readonly how?: 'automatic' | 'person' | 'break-glass';
  readonly by?: string;
  readonly at?: string;
  readonly evidence?: string;
}

/** What a method says it did (a claim), or why it did not. */
export interface Attempt {
  readonly method: Method;
  readonly result: 'claimed' | 'refused' | 'failed' | 'out-of-time';
  readonly reason: string;
  readonly startedAt: string;
  readonly endedAt: string;
}

export interface Times {
  readonly alertAt?: string;
  readonly acceptedAt: string;
  readonly firstChangeAt?: string;
  readonly restoredAt?: string;
  readonly stableAt?: string;
  readonly verifiedAt?: string;
  readonly closedAt?: string;
}

/** A release in the place of another, by their task definitions. */
export interface Deployed {
  readonly from: string;
  readonly to: string;
  readonly at: string;
}

/** A release by the names people use. */
export interface ReleaseName {
  readonly version?: string;
  readonly commit?: string;
  readonly tag?: string;
  readonly taskDefinition: string;
}

export interface SettingChange {
  readonly setting: string;
  readonly from: string;
  readonly to: string;
  readonly at: string;
  readonly putBackAt?: string;
  /** Meant to stay so; `from` is what an undo puts back. */
  readonly stays?: true;
}

/** Whether a change of production was asked for, and whether it is known to have been applied. */
export type ChangeState = 'none' | 'asked' | 'made';

/** A message of a person that counted. */
export interface Spoken {
  readonly at: string;
  readonly message: MessageName;
  readonly by: string;
  readonly identity: 'claimed' | 'authenticated';
  readonly text: string;
}

/** Tasks by release: what serves, in counts. */
export interface ServingCount {
  readonly release: string;
  readonly taskDefinition: string;
  readonly tasks: number;
  readonly healthyTargets?: number;
}
