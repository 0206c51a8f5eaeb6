// A release's own files, as git has them at its commit: nothing is checked out over anything, and only what a release tag reaches is taken.
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { failure } from '../../src/failures.js';
import { afterOthers, lastLine, mirrorOf, type Remote, refresh, withoutUser } from './mirror.js';

export interface SourceOf extends Remote {
  /** At least six hexadecimal digits. */
  readonly commit: string;
  /** Of the repository: what is taken. */
  readonly folder: string;
  /** Of release tags: `prod-v*`. */
  readonly tags: string;
}

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
  const mirror = mirrorOf(source);
  const key = JSON.stringify([mirror, source.commit, source.tags]);
  const before = seen.get(key);
  if (before !== undefined && existsSync(mirror)) return before;
  const found = await released(mirror, source);
  const known = 'commit' in found ? found : await afterOthers(mirror, () => releasedByNow(mirror, source, signal));
  if ('not' in known) throw refused(source, known.not);
  seen.set(key, { mirror, ...known });
  return { mirror, ...known };
}

/** What the repository has by now. Answers why it could not be fetched. */
export async function fetchAnew(remote: Remote, signal: AbortSignal): Promise<string | undefined> {
  const mirror = mirrorOf(remote);
  try {
    await afterOthers(mirror, () => refresh(mirror, remote, signal));
    seen.clear();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Until something is fetched: git takes longer than to read a database. */
const seen = new Map<string, KnownRelease>();

async function releasedByNow(mirror: string, source: SourceOf, signal: AbortSignal): Promise<Released> {
  const meanwhile = await released(mirror, source);
  if ('commit' in meanwhile) return meanwhile;
  await refresh(mirror, source, signal);
  seen.clear();
  return released(mirror, source);
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

const refused = ({ repository, commit }: SourceOf, cameBack: string) =>
  failure('MigrationsRefused', {
    attempted: `Reading the migrations at ${commit.slice(0, 64)} in ${withoutUser(repository)}`,
    cameBack,
    next: 'Name a release whose commit is tagged, and fetch it',
    heading: 'Database Rollback',
  });
