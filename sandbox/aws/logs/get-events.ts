import { invalidParameter } from '../refusal.js';
import type { LogStream } from './log-groups.js';

export interface Question {
  readonly startTime?: number | undefined;
  readonly endTime?: number | undefined;
  readonly startFromHead: boolean;
  readonly limit: number;
  readonly nextToken?: string | undefined;
}

/** One stream in pieces, forwards or backwards; at an end the same token comes back. */
export function getEvents({ events }: LogStream, question: Question): object {
  const { startTime = 0, endTime = Number.POSITIVE_INFINITY, limit } = question;
  const all = events
    .filter(({ timestamp }) => timestamp >= startTime && timestamp < endTime)
    .sort((a, b) => a.timestamp - b.timestamp);
  const { isForward, at } = placeOf(question, all.length);
  const [from, to] = isForward ? [at, Math.min(all.length, at + limit)] : [Math.max(0, at - limit), at];
  return {
    events: all.slice(from, to).map(({ timestamp, message }) => ({ timestamp, message, ingestionTime: timestamp })),
    nextForwardToken: `f/${to}`,
    nextBackwardToken: `b/${from}`,
  };
}

function placeOf({ nextToken, startFromHead }: Question, length: number): { isForward: boolean; at: number } {
  if (nextToken === undefined) return startFromHead ? { isForward: true, at: 0 } : { isForward: false, at: length };
  const [, direction, at] = /^([fb])\/(\d+)$/.exec(nextToken) ?? [];
  if (at === undefined) throw invalidParameter('The specified nextToken is invalid.');
  return { isForward: direction === 'f', at: Number(at) };
}
