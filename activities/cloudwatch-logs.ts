// CloudWatch Logs: the errors that a service's tasks printed since a moment. Live tail is not used: it looks ahead, this back.
import {
  type CloudWatchLogsClient,
  type FilteredLogEvent,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { masked } from '../src/masked.js';
import { isRecognised } from '../src/runbook/troubleshooting-failed-rollbacks/log-lines.js';
import { oneLine } from '../src/runbook/wording.js';
import type { LogEvidence, LoggedError } from '../src/trouble-evidence.js';
import { askAws } from './aws-errors.js';

/** Runbook › Health Checks Fail After Rollback: what the common issues look like, and errors of any kind. */
const filterPattern = [
  ...['?ERROR', '?Error', '?error', '?Exception', '?FATAL', '?Fatal', '?CRITICAL', '?panic', '?GLIBC'],
  ...['?"undefined symbol"', '?"cannot open shared object"', '?"Can\'t locate revision"', '?"No module named"'],
].join(' ');

const mostPages = 40;
const mostErrors = 30;
const mostSignatures = 2_000;
const longestLine = 300;
// What is behind the beginning of a line of megabytes explains nothing.
const looksAt = 1_000;

export interface LogQuestion {
  readonly group: string;
  readonly since: string;
  /** Ids of the target's tasks; undefined where they are not known. */
  readonly targetTasks: ReadonlySet<string> | undefined;
}

interface Seen extends Omit<LoggedError, 'tasks'> {
  readonly streams: Set<string>;
}

/** Reads until the end, or until `signal`: what was read until then counts, and that it is not all. */
export async function readLoggedErrors(
  logs: CloudWatchLogsClient,
  question: LogQuestion,
  signal: AbortSignal,
): Promise<LogEvidence> {
  const seen = new Map<string, Seen>();
  let lines = 0;
  let nextToken: string | undefined;
  let pages = 0;
  do {
    const page = await pageOf(logs, question, nextToken, signal).catch((error: unknown) => {
      if (pages === 0 || !signal.aborted) throw error;
    });
    if (page === undefined) break;
    for (const event of page.events ?? []) {
      lines += 1;
      remember(seen, event, question);
    }
    nextToken = page.nextToken;
    pages += 1;
  } while (nextToken !== undefined && pages < mostPages && !signal.aborted);
  return { errors: worthTelling(seen), lines, toTheEnd: pages > 0 && nextToken === undefined };
}

const pageOf = (
  logs: CloudWatchLogsClient,
  { group, since }: LogQuestion,
  nextToken: string | undefined,
  abortSignal: AbortSignal,
) =>
  askAws(`FilterLogEvents of ${group}`, () =>
    logs.send(
      new FilterLogEventsCommand({ logGroupName: group, startTime: Date.parse(since), filterPattern, nextToken }),
      { abortSignal },
    ),
  );

function remember(seen: Map<string, Seen>, event: FilteredLogEvent, { targetTasks }: LogQuestion): void {
  const text = oneLine(masked(beginningOf(event.message ?? '')), longestLine);
  const stream = event.logStreamName ?? '';
  const task = stream.slice(stream.lastIndexOf('/') + 1);
  const of = targetTasks === undefined ? 'somebody' : targetTasks.has(task) ? 'the target' : 'another release';
  const key = `${of} ${text.replace(/0x[0-9a-f]+|[0-9a-f]{8,}|\d+/gi, '#')}`;
  const known = seen.get(key);
  if (known === undefined && seen.size >= mostSignatures) return;
  const at = new Date(event.timestamp ?? 0).toISOString();
  const { streams = new Set<string>(), firstAt = at, times = 0 } = known ?? {};
  streams.add(stream);
  seen.set(key, { text: known?.text ?? text, times: times + 1, of, firstAt, lastAt: at, streams });
}

/** What says a cause comes first, then what was printed most. */
const worthTelling = (seen: ReadonlyMap<string, Seen>): LoggedError[] =>
  [...seen.values()]
    .sort((a, b) => Number(isRecognised(b.text)) - Number(isRecognised(a.text)) || b.times - a.times)
    .slice(0, mostErrors)
    .map(({ streams, ...error }) => ({ ...error, tasks: streams.size }));

/** A word that is cut could be half of a secret, which nobody would know again. */
const beginningOf = (text: string): string =>
  text.length <= looksAt ? text : text.slice(0, looksAt).replace(/\S*$/, '');
