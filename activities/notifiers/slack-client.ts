// Slack through its own client: one attempt a call, bounded in time, its refusals as sentences of the catalogue of failures.

import { LogLevel, WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebClient } from '@slack/web-api';
import { ApplicationFailure } from '@temporalio/common';
import type { SlackEntry } from '../../src/catalogue/people-entry.js';
import type { Channel } from '../../src/notice.js';
import { resolveSecret } from '../secrets.js';
import { refused, type ToDeliver, unavailable } from './notifier.js';

/** Throws what the catalogue of failures knows. */
export async function askSlack<T>(
  channel: Channel,
  { notice, entry, signal }: ToDeliver,
  slack: SlackEntry,
  ask: (client: WebClient) => Promise<T>,
): Promise<T> {
  const client = new WebClient(await resolveSecret(slack.token), {
    slackApiUrl: `${slack.api}/`,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    timeout: entry.timings.httpTimeout,
    logLevel: LogLevel.ERROR,
    fetch: (url, init) => fetch(url, { ...init, signal: within(signal, init?.signal) }),
  });
  try {
    return await ask(client);
  } catch (error) {
    throw asFailure(error, (cameBack) => ({ channel, notice, cameBack }), slack);
  }
}

const within = (signal: AbortSignal, other: AbortSignal | undefined): AbortSignal =>
  other === undefined ? signal : AbortSignal.any([signal, other]);

type Refused = (cameBack: string) => Parameters<typeof refused>[0];

function asFailure(error: unknown, saying: Refused, slack: SlackEntry): Error {
  if (error instanceof ApplicationFailure) return error;
  if (error instanceof WebAPIRateLimitedError) {
    return unavailable(saying(`429, again in ${error.retryAfter} s`), error.retryAfter * 1_000);
  }
  if (error instanceof WebAPIHTTPError && error.statusCode < 500) {
    return refused(saying(`${error.statusCode} ${error.statusMessage}`), 'Check slack.api in the catalogue');
  }
  if (!(error instanceof WebAPIPlatformError)) {
    return unavailable(saying(error instanceof Error ? error.message : String(error)));
  }
  const says = error.data.error;
  return passing.has(says) ? unavailable(saying(says)) : refused(saying(says), remedyFor(says, slack));
}

const passing = new Set(['fatal_error', 'internal_error', 'service_unavailable', 'request_timeout', 'ratelimited']);

function remedyFor(says: string, { token, incidents, deployments }: SlackEntry): string {
  if (/auth|token|account_inactive/.test(says)) return `Put a bot token that is valid behind ${token}`;
  if (says === 'missing_scope') return `Give the app behind ${token} the scopes chat:write and channels:history`;
  if (/channel/.test(says)) return `Invite the app to ${[incidents, deployments].filter(Boolean).join(' and ')}`;
  return 'Tell the people by hand';
}

/** Slack's id of a channel by its name; undefined where the app sees none of that name. */
export async function channelId(client: WebClient, name: string): Promise<string | undefined> {
  let cursor = '';
  do {
    const page = await client.conversations.list({
      limit: 1_000,
      types: 'public_channel,private_channel',
      exclude_archived: true,
      ...(cursor === '' ? {} : { cursor }),
    });
    const found = page.channels?.find((each) => `#${each.name ?? ''}` === name)?.id;
    if (found !== undefined) return found;
    cursor = page.response_metadata?.next_cursor ?? '';
  } while (cursor !== '');
  return undefined;
}
