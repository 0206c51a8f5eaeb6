// CloudWatch Logs as far as the runbook reads it: which groups and streams there are, and what was printed.
import { z } from 'zod';

import { logGroupArn } from '../identifiers.js';
import { type Operations, operation } from '../operation.js';
import { pageOf } from '../paging.js';
import { AwsRefusal, invalidParameter } from '../refusal.js';
import { filterEvents } from './filter-events.js';
import { getEvents } from './get-events.js';
import type { LogGroup, LogGroups, LogStream } from './log-groups.js';

const ofGroup = { logGroupName: z.string().optional(), logGroupIdentifier: z.string().optional() };
const moment = z.number().int().min(0).optional();
const token = z.string().min(1).optional();
const limit = (most: number) => z.number().int().min(1).max(most);

export const logsOperations = (logs: LogGroups, now: () => number): Operations => ({
  ...listing(logs),
  ...reading(logs),
  ...writing(logs, now),
});

type Asked = { logGroupName?: string | undefined; logGroupIdentifier?: string | undefined };

const listing = (logs: LogGroups): Operations => ({
  DescribeLogGroups: operation(
    z.object({ logGroupNamePrefix: z.string().optional(), limit: limit(50).default(50), nextToken: token }),
    ({ logGroupNamePrefix = '', limit: size, nextToken }) => {
      const named = [...logs.groups.values()].filter(({ name }) => name.startsWith(logGroupNamePrefix));
      const page = pageOf(named, size, nextToken);
      return { logGroups: page.entries.map(describeGroup), nextToken: page.nextToken };
    },
  ),

  DescribeLogStreams: operation(
    z.object({
      ...ofGroup,
      logStreamNamePrefix: z.string().min(1).optional(),
      orderBy: z.enum(['LogStreamName', 'LastEventTime']).default('LogStreamName'),
      descending: z.boolean().default(false),
      limit: limit(50).default(50),
      nextToken: token,
    }),
    ({ logStreamNamePrefix, orderBy, descending, limit: size, nextToken, ...asked }) => {
      const group = groupOf(logs, asked);
      if (orderBy === 'LastEventTime' && logStreamNamePrefix !== undefined) {
        throw invalidParameter('Cannot order by LastEventTime with a logStreamNamePrefix.');
      }
      const streams = [...group.streams.values()]
        .filter(({ name }) => name.startsWith(logStreamNamePrefix ?? ''))
        .sort((a, b) => (orderBy === 'LogStreamName' ? a.name.localeCompare(b.name) : lastOf(a) - lastOf(b)));
      const page = pageOf(descending ? streams.reverse() : streams, size, nextToken);
      return { logStreams: page.entries.map((stream) => describeStream(group, stream)), nextToken: page.nextToken };
    },
  ),
});

const reading = (logs: LogGroups): Operations => ({
  FilterLogEvents: operation(
    z.object({
      ...ofGroup,
      logStreamNames: z.array(z.string()).min(1).max(100).optional(),
      logStreamNamePrefix: z.string().min(1).optional(),
      startTime: moment,
      endTime: moment,
      filterPattern: z.string().max(1024).default(''),
      limit: limit(10_000).default(10_000),
      nextToken: token,
    }),
    (asked) => filterEvents(groupOf(logs, asked), asked),
  ),

  GetLogEvents: operation(
    z.object({
      ...ofGroup,
      logStreamName: z.string(),
      startTime: moment,
      endTime: moment,
      startFromHead: z.boolean().default(false),
      limit: limit(10_000).default(10_000),
      nextToken: token,
    }),
    (asked) => getEvents(streamOf(groupOf(logs, asked), asked.logStreamName), asked),
  ),
});

const writing = (logs: LogGroups, now: () => number): Operations => ({
  CreateLogGroup: operation(z.object({ logGroupName: z.string() }), ({ logGroupName }) => {
    if (logs.groups.has(logGroupName)) {
      throw new AwsRefusal('ResourceAlreadyExistsException', 'The specified log group already exists');
    }
    logs.create(logGroupName);
    return {};
  }),

  /** As an application that writes to the group by itself does. */
  PutLogEvents: operation(
    z.object({
      logGroupName: z.string(),
      logStreamName: z.string(),
      logEvents: z.array(z.object({ timestamp: z.number().int().min(0), message: z.string().min(1) })).min(1),
    }),
    ({ logGroupName, logStreamName, logEvents }) => {
      streamOf(groupOf(logs, { logGroupName }), logStreamName);
      const print = logs.open(logGroupName, logStreamName);
      for (const { message, timestamp } of logEvents) print?.(message, Math.min(timestamp, now()));
      return { nextSequenceToken: '1' };
    },
  ),
});

function groupOf({ groups }: LogGroups, { logGroupName, logGroupIdentifier }: Asked): LogGroup {
  const asked = logGroupName ?? logGroupIdentifier?.replace(/^arn:.*:log-group:/, '');
  if (asked === undefined || (logGroupName !== undefined && logGroupIdentifier !== undefined)) {
    throw invalidParameter('Exactly one of logGroupName and logGroupIdentifier is required.');
  }
  const group = groups.get(asked.replace(/:\*$/, ''));
  if (group) return group;
  throw new AwsRefusal('ResourceNotFoundException', 'The specified log group does not exist.');
}

function streamOf({ streams }: LogGroup, name: string): LogStream {
  const stream = streams.get(name);
  if (stream) return stream;
  throw new AwsRefusal('ResourceNotFoundException', 'The specified log stream does not exist.');
}

const lastOf = ({ events, createdAt }: LogStream): number => events.at(-1)?.timestamp ?? createdAt;

const describeGroup = ({ name, createdAt }: LogGroup): object => ({
  logGroupName: name,
  creationTime: Math.round(createdAt),
  metricFilterCount: 0,
  arn: `${logGroupArn(name)}:*`,
  storedBytes: 0,
  logGroupClass: 'STANDARD',
  logGroupArn: logGroupArn(name),
});

function describeStream(group: LogGroup, { name, createdAt, events }: LogStream): object {
  const [first, last] = [events[0], events.at(-1)];
  return {
    logStreamName: name,
    creationTime: Math.round(createdAt),
    ...(first && last
      ? {
          firstEventTimestamp: first.timestamp,
          lastEventTimestamp: last.timestamp,
          lastIngestionTime: last.timestamp,
        }
      : {}),
    arn: `${logGroupArn(group.name)}:log-stream:${name}`,
    storedBytes: 0,
  };
}
