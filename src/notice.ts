// What people are told of a rollback: written once, in the run, and delivered to every channel in the order of writing.
import type { Verb } from './identifiers.js';
import { postedChannels } from './notices/posts/index.js';
import type { Outcome, Severity } from './rollback.js';
import type { WaitsFor } from './runbook/communication.js';

/**
 * begun: the first of a run · changed: only the state card is new · asked: people are waited for · update: every five
 * minutes · said: a person's words for everybody · escalated: the thirty minutes are over · closed: the last of a run.
 */
export const noticeKinds = ['begun', 'changed', 'asked', 'update', 'said', 'escalated', 'closed'] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** One file in activities/notifiers, or in notices/posts, each. */
export const channels = ['Slack', 'Slack deployments', 'PagerDuty', 'status page', ...postedChannels] as const;
export type Channel = (typeof channels)[number];

export interface Notice {
  /** Unique among all runs: the idempotency key of its delivery. */
  readonly id: string;
  readonly kind: NoticeKind;
  /** ISO time. */
  readonly writtenAt: string;
  /** Workflow id of the rollback, and the key that its messages name. */
  readonly rollback: string;
  readonly runKey: string;
  /** Id of the run's report. */
  readonly requestId?: string;
  readonly service: string;
  readonly environment: string;
  readonly severity: Severity;
  /** Why the rollback was asked for: somebody's words. */
  readonly reason: string;
  readonly from: string;
  readonly to: string;
  /** Whether production is being changed, or was. */
  readonly acting: boolean;
  /** What holds it before its next step. */
  readonly waitsFor?: WaitsFor;
  /** The state card. */
  readonly card: readonly string[];
  /** One sentence of what is new. */
  readonly says?: string;
  /** "9 min", where it was predicted. */
  readonly eta?: string;
  readonly impact?: string;
  /** What may be said to the run now. */
  readonly verbs: readonly Verb[];
  readonly dashboard?: string;
  /** ISO time since which people are waited for. */
  readonly waitingSince?: string;
  /** Whether somebody said that customers are affected. */
  readonly customerImpact?: boolean;
  /** For customers, once a person approved it. */
  readonly customerText?: CustomerNews;
  readonly ended?: HowItEnded;
}

export interface CustomerNews {
  readonly status: 'investigating' | 'monitoring' | 'resolved';
  readonly opening: string;
  readonly message: string;
}

export interface HowItEnded {
  readonly outcome: Outcome;
  readonly headline: string;
  readonly next: { readonly sentence: string; readonly command?: string };
  readonly recovered: boolean;
  readonly checksPassed: number;
  readonly checksMade: number;
  /** Whether the incident that was opened for it is resolved. */
  readonly incidentClosed?: boolean;
  /** Where the postmortem draft is. */
  readonly report?: string;
  /** ISO times. */
  readonly monitoredUntil?: string;
  readonly affectedFrom?: string;
  readonly restoredAt?: string;
  /** What customers still read, where it is not that all is well: what stands there, and how it is changed. */
  readonly customers?: string;
}

/** Where a channel keeps what belongs to one incident: a thread, an incident's id. */
export type Thread = Readonly<Record<string, string>>;

export interface Delivered {
  /** ISO time. */
  readonly at: string;
  readonly thread?: Thread;
  /** Where people find it. */
  readonly link?: string;
}
