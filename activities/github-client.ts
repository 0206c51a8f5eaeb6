// GitHub through octokit: bounded in time, its refusals as sentences of the catalogue of failures.
import { Octokit } from '@octokit/core';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { ApplicationFailure } from '@temporalio/common';
import type { GithubEntry } from '../src/catalogue/entry.js';
import { failure } from '../src/failures.js';
import { withPatience } from './patience.js';
import { resolveSecret } from './secrets.js';

const Client = Octokit.plugin(retry, throttling);
export type GithubClient = InstanceType<typeof Client>;

/** A limit that ends later than this is said, not waited for. */
const waitsAtMostSeconds = 2;
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

const soon = (retryAfter: number, _: unknown, __: unknown, retries: number): boolean =>
  retryAfter <= waitsAtMostSeconds && retries === 0;

async function clientOf({ api, token }: GithubEntry, signal: AbortSignal): Promise<GithubClient> {
  return new Client({
    auth: await resolveSecret(token),
    baseUrl: api,
    userAgent: 'runback',
    log: silent,
    request: { signal, retries: 1 },
    throttle: { onRateLimit: soon, onSecondaryRateLimit: soon },
  });
}

/** What GitHub answers within `ms`; otherwise a failure of the catalogue. `attempted` is how people call it. */
export async function askGithub<T>(
  github: GithubEntry,
  attempted: string,
  call: (client: GithubClient) => Promise<T>,
  { signal, ms }: { readonly signal: AbortSignal; readonly ms: number },
): Promise<T> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(ms)]);
  const asking = clientOf(github, within).then(call);
  const answer = await withPatience(
    asking.then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    ),
    within,
    ms,
  );
  if (answer === undefined) throw unavailable(attempted, `no answer within ${Math.round(ms)} ms`);
  if ('value' in answer) return answer.value;
  throw githubFailure(answer.error, attempted, github);
}

const unavailable = (attempted: string, cameBack: string): ApplicationFailure =>
  failure('GithubUnavailable', { attempted, cameBack, next: 'Runback asks again by itself' });

interface Answered {
  readonly status?: number;
  readonly message: string;
  readonly response?: { readonly headers: Readonly<Record<string, string | undefined>>; readonly data?: unknown };
}

/** The failure to throw; what neither GitHub nor the network said is given back as it came: a bug of ours. */
function githubFailure(error: unknown, attempted: string, github: GithubEntry): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  if (error instanceof ApplicationFailure) return error;
  const { status, response } = error as Answered;
  if (status === undefined) return error;
  if (response === undefined) return unavailable(attempted, error.message || error.name);
  const cameBack = `${status} ${messageIn(response.data)}`;
  const limit = limitOf({ status, response, message: error.message });
  if (limit !== undefined) return unavailable(attempted, `${cameBack}: ${limit}`);
  if (status >= 500) return unavailable(attempted, cameBack);
  return failure('GithubRefused', { attempted, cameBack, next: remedyFor(status, github), heading: 'Method 1' });
}

const messageIn = (data: unknown): string => {
  const message = typeof data === 'object' && data !== null && 'message' in data ? data.message : undefined;
  return typeof message === 'string' ? message.replace(/\.$/, '').slice(0, 300) : 'without a message';
};

/** Until when GitHub takes no more requests of this token; undefined when that is not what it says. */
function limitOf({ status, response, message }: Answered): string | undefined {
  if (status !== 403 && status !== 429) return undefined;
  const { 'retry-after': after, 'x-ratelimit-remaining': left, 'x-ratelimit-reset': reset } = response?.headers ?? {};
  if (left === '0' && reset !== undefined) return `until ${new Date(Number(reset) * 1_000).toISOString()}`;
  if (after !== undefined) return `try again in ${after} s`;
  return status === 429 || /rate limit/i.test(message) ? 'try again later' : undefined;
}

const remedyFor = (status: number, { token, repository, page }: GithubEntry): string => {
  if (status === 401) return `Put a token that is valid behind ${token}, or do it by hand: ${page}`;
  if (status === 403)
    return `Allow the token behind ${token} "Actions: write" on ${repository}, or do it by hand: ${page}`;
  if (status === 404)
    return `Check github.repository and github.workflows in the catalogue, and that the token behind ${token} may read ${repository}`;
  return `Look at ${page}`;
};
