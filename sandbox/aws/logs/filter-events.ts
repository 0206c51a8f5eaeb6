import { AwsRefusal, invalidParameter } from '../refusal.js';
import { matcherOf } from './filter-pattern.js';
import type { LogEvent, LogGroup, LogStream } from './log-groups.js';

export interface Question {
  readonly logStreamNames?: readonly string[] | undefined;
  readonly logStreamNamePrefix?: string | undefined;
  readonly startTime?: number | undefined;
  readonly endTime?: number | undefined;
  readonly filterPattern: string;
  readonly limit: number;
  readonly nextToken?: string | undefined;
}

/** One call looks through so much, whatever of it matches: a page may be empty and have a token all the same. */
const bytesSearched = 1024 * 1024;

type Found = LogEvent & { readonly logStreamName: string };

/** Oldest first over all streams. */
export function filterEvents(group: LogGroup, question: Question): object {
  const matches = matcherOf(question.filterPattern);
  const all = eventsOf(streamsOf(group, question), question);
  const found: Found[] = [];
  let searched = 0;
  let index = offsetIn(question.nextToken);
  for (; index < all.length && searched < bytesSearched && found.length < question.limit; index += 1) {
    const event = all[index] as Found;
    searched += event.message.length;
    if (matches(event.message)) found.push(event);
  }
  return {
    events: found.map(({ id, logStreamName, timestamp, message }) => ({
      logStreamName,
      timestamp,
      message,
      ingestionTime: timestamp,
      eventId: id,
    })),
    searchedLogStreams: [],
    ...(index < all.length ? { nextToken: Buffer.from(`event:${index}`).toString('base64url') } : {}),
  };
}

function streamsOf({ streams }: LogGroup, { logStreamNames, logStreamNamePrefix }: Question): readonly LogStream[] {
  if (logStreamNames !== undefined && logStreamNamePrefix !== undefined) {
    throw invalidParameter('logStreamNames and logStreamNamePrefix cannot both be given.');
  }
  const named = logStreamNames?.map((name) => streams.get(name));
  if (named?.includes(undefined)) {
    throw new AwsRefusal('ResourceNotFoundException', 'The specified log stream does not exist.');
  }
  const all = named?.flatMap((stream) => stream ?? []) ?? [...streams.values()];
  return all.filter(({ name }) => name.startsWith(logStreamNamePrefix ?? ''));
}

function eventsOf(streams: readonly LogStream[], { startTime = 0, endTime = Number.POSITIVE_INFINITY }: Question) {
  return streams
    .flatMap(({ name, events }) =>
      events
        .filter(({ timestamp }) => timestamp >= startTime && timestamp <= endTime)
        .map((event): Found => ({ ...event, logStreamName: name })),
    )
    .sort((a, b) => a.timestamp - b.timestamp);
}

function offsetIn(token: string | undefined): number {
  if (token === undefined) return 0;
  const [, offset] = /^event:(\d+)$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  if (offset === undefined) throw invalidParameter('The specified nextToken is invalid.');
  return Number(offset);
}
