// The lines that one task has logged so far: CloudWatch Logs, from the beginning on.
import { type CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { ApplicationFailure } from '@temporalio/common';
import { askAws } from '../aws-errors.js';

const withinMs = 10_000;
const mostPages = 100;

export interface TaskLogReader {
  readonly lines: readonly string[];
  /** What came since; a stream that is not there yet has no lines. Fails with what AWS answered. */
  readonly readOn: () => Promise<void>;
}

export function taskLogReader(logs: CloudWatchLogsClient, logGroupName: string, logStreamName: string): TaskLogReader {
  const lines: string[] = [];
  let nextToken: string | undefined;
  const page = () =>
    askAws(`GetLogEvents of ${logGroupName}`, () =>
      logs.send(new GetLogEventsCommand({ logGroupName, logStreamName, startFromHead: true, nextToken }), {
        abortSignal: AbortSignal.timeout(withinMs),
      }),
    );
  return {
    lines,
    async readOn() {
      for (let pages = 0; pages < mostPages; pages += 1) {
        const { events = [], nextForwardToken } = await page().catch(unlessAbsent);
        lines.push(...events.map(({ message = '' }) => message));
        // The end is where the token stays the same; an empty page alone is none.
        if (nextForwardToken === undefined || nextForwardToken === nextToken) return;
        nextToken = nextForwardToken;
      }
    },
  };
}

function unlessAbsent(error: unknown): { readonly events?: never[]; readonly nextForwardToken?: undefined } {
  if (error instanceof ApplicationFailure && error.message.includes('ResourceNotFoundException')) return {};
  throw error;
}
