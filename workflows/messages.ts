// Every message exists as an Update and as a Signal of the same name, `alert` as a Signal only (design §4).
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { MessageName } from '../src/identifiers.js';
import { type Channel, channels, type Notice, type NoticeKind, noticeKinds } from '../src/notice.js';
import type { Plan } from '../src/plan-shape.js';
import type { Report } from '../src/report.js';
import type { TimelineEntry } from '../src/rollback.js';
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
/** When it is to escalate from now on (ISO time): earlier than it was. */
export const escalateAtSignal = defineSignal<[string]>('escalate-at');
/** From the escalation workflow to the rollback. */
export const escalatedSignal = defineSignal<[unknown]>('escalated');

/** Pages that a rollback asks for are sent by its escalation workflow, and it hears what became of them. */
export const pageSignal = defineSignal<[unknown]>('page');
export const pagedSignal = defineSignal<[unknown]>('paged');

/** To whoever adds to a stored report: a line of its timeline. */
export const lineSignal = defineSignal<[unknown]>('line');

/** Whoever may signal may say anything: what has another shape is no line. */
export const lineIn = (value: unknown): TimelineEntry | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  const { at, text } = value as Partial<TimelineEntry>;
  const isDated = typeof at === 'string' && !Number.isNaN(Date.parse(at));
  return isDated && typeof text === 'string' && text.length <= 2_000 ? { at, text } : undefined;
};

/** From the rollback to the incident it belongs to. */
export const noticeSignal = defineSignal<[unknown]>('notice');

/** Whoever may signal may say anything: what has another shape is not told to anybody. */
export const noticeIn = (value: unknown): Notice | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  const { card, verbs, kind, ...rest } = value as Partial<Notice>;
  const texts = [rest.id, rest.writtenAt, rest.rollback, rest.runKey, rest.service, rest.environment, rest.reason];
  const named = [...texts, rest.from, rest.to].every((text) => typeof text === 'string');
  const areTexts = (list: unknown) => Array.isArray(list) && list.every((each) => typeof each === 'string');
  const isKnown = noticeKinds.some((each) => each === kind) && areTexts(card) && areTexts(verbs);
  const hasEnded = rest.ended === undefined ? kind !== 'closed' : typeof rest.ended.outcome === 'string';
  return named && isKnown && hasEnded ? (value as Notice) : undefined;
};

/** What became of a notice in one channel. */
export interface ToldOf {
  readonly channel: Channel;
  readonly kind: NoticeKind;
  /** Id of the notice. */
  readonly notice: string;
  /** ISO time. */
  readonly at: string;
  readonly link?: string;
  /** ISO time at which a person reported the trouble there. */
  readonly reportedAt?: string;
  /** Why it was not delivered, and never will be. */
  readonly failed?: string;
}
/** From the incident to the rollback. */
export const toldSignal = defineSignal<[unknown]>('told');

/** Whoever may signal may say anything: what has another shape is no answer. */
export const toldIn = (value: unknown): ToldOf | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  const { channel, kind, notice, at, link, failed, reportedAt } = value as Partial<ToldOf>;
  const isText = (text: unknown, most: number) => typeof text === 'string' && text.length <= most;
  const isLittle = [link, failed].every((text) => text === undefined || isText(text, 2_000));
  const isKnown = channels.some((each) => each === channel) && noticeKinds.some((each) => each === kind);
  const isTime = (text: unknown) => typeof text === 'string' && !Number.isNaN(Date.parse(text));
  const isDated = isTime(at) && (reportedAt === undefined || isTime(reportedAt));
  return isKnown && isLittle && isText(notice, 300) && isDated ? (value as ToldOf) : undefined;
};
