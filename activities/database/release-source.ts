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
  const { mirror, commit } = await found(source, signal);
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

interface Found {
  readonly mirror: string;
  readonly commit: string;
}

/** A commit that a release tag reaches stays what it is: only where it is not there yet the repository is asked. */
async function found(source: SourceOf, signal: AbortSignal): Promise<Found> {
  if (!/^[0-9a-f]{6,64}$/i.test(source.commit)) throw refused(source, 'that is no commit');
  const mirror = mirrorOf(source.repository);
  if (existsSync(mirror)) {
    const known = await released(mirror, source);
    if ('commit' in known) return { mirror, ...known };
  }
  await refresh(mirror, source.repository, signal);
  const known = await released(mirror, source);
  if ('commit' in known) return { mirror, ...known };
  throw refused(source, known.not);
}

async function released(mirror: string, source: SourceOf): Promise<{ commit: string } | { not: string }> {
  const name = `${source.commit}^{commit}`;
  const resolved = await execa('git', ['-C', mirror, 'rev-parse', '--verify', '--quiet', name], { reject: false });
  if (resolved.exitCode !== 0) return { not: 'the repository does not know it' };
  const commit = resolved.stdout.trim();
  const ofReleases = ['for-each-ref', '--count=1', '--contains', commit, `refs/tags/${source.tags}`];
  const tags = await execa('git', ['-C', mirror, ...ofReleases]);
  return tags.stdout.trim() === '' ? { not: `no release tag (${source.tags}) reaches it` } : { commit };
}

const folder = (): string => join(runningFolder(), 'repositories');
const mirrorOf = (repository: string): string =>
  join(folder(), `mirror-${createHash('sha256').update(repository).digest('hex').slice(0, 16)}`);

/** One for each repository; it appears whole or not at all. */
async function refresh(mirror: string, repository: string, signal: AbortSignal): Promise<void> {
  const options = { cancelSignal: signal, timeout: fetchWithinMs, env: { GIT_TERMINAL_PROMPT: '0' } };
  try {
    if (existsSync(mirror)) {
      await execa('git', ['-C', mirror, 'fetch', '--quiet', '--tags', '--prune', '--force', 'origin'], options);
      return;
    }
    await mkdir(folder(), { recursive: true });
    const draft = await mkdtemp(join(folder(), 'draft-'));
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
