// Our copy of a repository: made once, and fetched when something new is asked for. No token is in an argument, a file or a message.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { failure } from '../../src/failures.js';
import { runningFolder } from '../../src/running.js';
import { resolveSecret } from '../secrets.js';

export interface Remote {
  /** Path or URL, as git takes it. */
  readonly repository: string;
  /** Reference to `token` or `user:token` of an https URL. */
  readonly token?: string;
}

/** The first clone takes the longest. */
const fetchWithinMs = 540_000;

/** Of what is fetched, and of what was found in it. */
export const repositories = (): string => join(runningFolder(), 'repositories');

export const mirrorOf = ({ repository }: Remote): string =>
  join(repositories(), `mirror-${createHash('sha256').update(repository).digest('hex').slice(0, 16)}`);

const underWay = new Map<string, Promise<unknown>>();

/** Two that fetch into one folder are in each other's way. */
export async function afterOthers<T>(mirror: string, work: () => Promise<T>): Promise<T> {
  const others = underWay.get(mirror) ?? Promise.resolve();
  const mine = others.catch(() => undefined).then(work);
  underWay.set(mirror, mine);
  return mine;
}

/** One for each repository; it appears whole or not at all. Fails with SourceUnavailable or SecretMissing. */
export async function refresh(mirror: string, remote: Remote, signal: AbortSignal): Promise<void> {
  const { repository } = remote;
  const env = { GIT_TERMINAL_PROMPT: '0', ...(await credentials(remote)) };
  const options = { cancelSignal: signal, timeout: fetchWithinMs, env };
  try {
    if (existsSync(mirror)) {
      await execa('git', ['-C', mirror, 'fetch', '--quiet', '--tags', '--prune', '--force', 'origin'], options);
      return;
    }
    await mkdir(repositories(), { recursive: true });
    const draft = await mkdtemp(join(repositories(), 'draft-'));
    await execa('git', ['clone', '--quiet', '--mirror', '--', repository, draft], options);
    await rename(draft, mirror).catch(() => rm(draft, { recursive: true, force: true }));
  } catch (error) {
    throw failure('SourceUnavailable', {
      attempted: `Fetching ${withoutUser(repository)}`,
      cameBack: lastLine(error).replaceAll(repository, withoutUser(repository)),
      next: 'Look whether the worker reaches it, and with which key, or token of alembic in the catalogue',
      heading: 'Database Rollback',
    });
  }
}

const helper = `!f() { test "$1" = get && printf 'username=%s\\npassword=%s\\n' "$RUNBACK_GIT_USER" "$RUNBACK_GIT_TOKEN"; }; f`;

/** By the environment, which only the worker's own user reads. The helpers of that user would keep it: they are put aside. */
async function credentials({ repository, token }: Remote): Promise<Readonly<Record<string, string>>> {
  if (token === undefined) return {};
  const secret = await resolveSecret(token);
  const [, user = 'x-access-token', password = secret] = /^([^:]+):(.+)$/s.exec(secret) ?? [];
  const ofOrigin = `credential.${new URL(repository).origin}.helper`;
  return {
    GIT_CONFIG_COUNT: '3',
    GIT_CONFIG_KEY_0: 'credential.helper',
    GIT_CONFIG_VALUE_0: '',
    GIT_CONFIG_KEY_1: ofOrigin,
    GIT_CONFIG_VALUE_1: '',
    GIT_CONFIG_KEY_2: ofOrigin,
    GIT_CONFIG_VALUE_2: helper,
    RUNBACK_GIT_USER: user,
    RUNBACK_GIT_TOKEN: password,
  };
}

/** A token may stand before the host. */
export const withoutUser = (repository: string): string => repository.replace(/\/\/[^/@]*@/, '//');

export function lastLine(error: unknown): string {
  const said = error !== null && typeof error === 'object' && 'stderr' in error ? String(error.stderr).trim() : '';
  return (said === '' ? String(error) : said).split('\n').at(-1)?.slice(0, 300) ?? '';
}
