// A release's own files, as git has them at its commit: nothing is checked out over anything, and only what a release tag reaches is taken.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { failure } from '../../src/failures.js';
import { runningFolder } from '../../src/running.js';

export interface SourceOf {
  /** Path or URL, as git takes it. */
  readonly repository: string;
  /** At least six hexadecimal digits. */
  readonly commit: string;
  /** Of the repository: what is taken. */
  readonly folder: string;
  /** Of release tags: `prod-v*`. */
  readonly tags: string;
}

/** The first clone takes the longest. */
const fetchWithinMs = 540_000;

/** The folder at that commit, for as long as `use` takes. Fails with MigrationsRefused, or SourceUnavailable. */
export async function withSource<T>(
  source: SourceOf,
  signal: AbortSignal,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  return withFolderOf(source, await knownRelease(source, signal), signal, use);
}

export async function withFolderOf<T>(
  source: SourceOf,
  { mirror, commit }: KnownRelease,
  signal: AbortSignal,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const place = await mkdtemp(join(tmpdir(), 'runback-source-'));
  try {
    const archive = execa('git', ['-C', mirror, 'archive', '--format=tar', commit, '--', source.folder], {
      cancelSignal: signal,
    });
    await archive.pipe('tar', ['-x', '-C', place]).catch((error: unknown) => {
      throw refused(source, `${source.folder} cannot be taken out of it: ${lastLine(error)}`);
    });
    return await use(join(place, source.folder));
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

export interface KnownRelease {
  /** Folder of our copy of the repository. */
  readonly mirror: string;
  /** All its digits. */
  readonly commit: string;
}

/** A commit that a release tag reaches stays what it is: only where it is not there yet the repository is asked. Fails as `withSource`. */
export async function knownRelease(source: SourceOf, signal: AbortSignal): Promise<KnownRelease> {
  if (!/^[0-9a-f]{6,64}$/i.test(source.commit)) throw refused(source, 'that is no commit');
  const mirror = mirrorOf(source.repository);
  const key = JSON.stringify([mirror, source.commit, source.tags]);
  const before = seen.get(key);
  if (before !== undefined && existsSync(mirror)) return before;
  const found = await released(mirror, source);
  const known = 'commit' in found ? found : await afterOthers(mirror, () => releasedByNow(mirror, source, signal));
  if ('not' in known) throw refused(source, known.not);
  seen.set(key, { mirror, ...known });
  return { mirror, ...known };
}

/** Until something is fetched: git takes longer than to read a database. */
const seen = new Map<string, KnownRelease>();

async function releasedByNow(mirror: string, source: SourceOf, signal: AbortSignal): Promise<Released> {
  const meanwhile = await released(mirror, source);
  if ('commit' in meanwhile) return meanwhile;
  await refresh(mirror, source.repository, signal);
  seen.clear();
  return released(mirror, source);
}

const underWay = new Map<string, Promise<unknown>>();

/** Two that fetch into one folder are in each other's way. */
async function afterOthers<T>(mirror: string, work: () => Promise<T>): Promise<T> {
  const others = underWay.get(mirror) ?? Promise.resolve();
  const mine = others.catch(() => undefined).then(work);
  underWay.set(mirror, mine);
  return mine;
}

type Released = { readonly commit: string } | { readonly not: string };

async function released(mirror: string, source: SourceOf): Promise<Released> {
  if (!existsSync(mirror)) return { not: 'the repository was not fetched' };
  const name = `${source.commit}^{commit}`;
  const ask = (...args: string[]) => execa('git', ['-C', mirror, ...args], { reject: false });
  const [resolved, tags] = await Promise.all([
    ask('rev-parse', '--verify', '--quiet', name),
    ask('for-each-ref', '--count=1', '--contains', name, `refs/tags/${source.tags}`),
  ]);
  if (resolved.exitCode !== 0) return { not: 'the repository does not know it' };
  if (tags.exitCode !== 0) return { not: lastLine(tags) };
  if (tags.stdout.trim() === '') return { not: `no release tag (${source.tags}) reaches it` };
  return { commit: resolved.stdout.trim() };
}

/** Of what is fetched, and of what was found in it. */
export const repositories = (): string => join(runningFolder(), 'repositories');
const mirrorOf = (repository: string): string =>
  join(repositories(), `mirror-${createHash('sha256').update(repository).digest('hex').slice(0, 16)}`);

/** One for each repository; it appears whole or not at all. */
async function refresh(mirror: string, repository: string, signal: AbortSignal): Promise<void> {
  const options = { cancelSignal: signal, timeout: fetchWithinMs, env: { GIT_TERMINAL_PROMPT: '0' } };
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
      next: 'Look whether the worker reaches it, and with which key',
      heading: 'Database Rollback',
    });
  }
}

const refused = ({ repository, commit }: SourceOf, cameBack: string) =>
  failure('MigrationsRefused', {
    attempted: `Reading the migrations at ${commit.slice(0, 64)} in ${withoutUser(repository)}`,
    cameBack,
    next: 'Name a release whose commit is tagged, and fetch it',
    heading: 'Database Rollback',
  });

/** A token may stand before the host. */
const withoutUser = (repository: string): string => repository.replace(/\/\/[^/@]*@/, '//');

function lastLine(error: unknown): string {
  const said = error !== null && typeof error === 'object' && 'stderr' in error ? String(error.stderr).trim() : '';
  return (said === '' ? String(error) : said).split('\n').at(-1)?.slice(0, 300) ?? '';
}
