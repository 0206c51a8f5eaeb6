// Every message exists as an Update and as a Signal of the same name, `alert` as a Signal only (design §4).
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { MessageName } from '../src/identifiers.js';
import { type Channel, channels, type Notice, type NoticeKind } from '../src/notice.js';
import type { Plan } from '../src/plan-shape.js';
import type { Report } from '../src/report.js';
import type { Status } from '../src/status.js';

export interface Said {
  readonly said: string;
  /** Of `request`: whether the running rollback is the one that was asked for. */
  readonly answer?: 'joined' | 'differs';
}

export const updateOf = (name: Exclude<MessageName, 'alert'>) => defineUpdate<Said, [unknown]>(name);
export const signalOf = (name: MessageName) => defineSignal<[unknown]>(name);

export const statusQuery = defineQuery<Status>('status');
export const planQuery = defineQuery<Plan | null>('plan');
export const reportQuery = defineQuery<Report | null>('report');

/** From the rollback to its escalation workflow. */
export const restoredSignal = defineSignal<[string]>('restored');
export const closedSignal = defineSignal<[string]>('closed');
/** From the escalation workflow to the rollback. */
export const escalatedSignal = defineSignal<[unknown]>('escalated');

/** From the rollback to the incident it belongs to. */
export const noticeSignal = defineSignal<[Notice]>('notice');

/** What became of a notice in one channel. */
export interface ToldOf {
  readonly channel: Channel;
  readonly kind: NoticeKind;
  /** Id of the notice. */
  readonly notice: string;
  /** ISO time. */
  readonly at: string;
  readonly link?: string;
  /** Why it was not delivered, and never will be. */
  readonly failed?: string;
}
/** From the incident to the rollback. */
export const toldSignal = defineSignal<[unknown]>('told');

/** Whoever may signal may say anything: what has another shape is no answer. */
export const toldIn = (value: unknown): ToldOf | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  const { channel, kind, notice, at } = value as Partial<ToldOf>;
  const known = channels.some((each) => each === channel) && typeof kind === 'string' && typeof notice === 'string';
  return known && typeof at === 'string' && !Number.isNaN(Date.parse(at)) ? (value as ToldOf) : undefined;
};
