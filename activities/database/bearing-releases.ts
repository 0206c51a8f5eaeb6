// Which releases bear a revision, as git's own search tells: the newest tags first, then the history that tags reach. No code is run.
import { existsSync } from 'node:fs';
import { execa } from 'execa';
import { byVersionAndDate, parseReleaseTag } from '../../src/release-script/tags.js';
import { mirrorOf } from './mirror.js';
import type { SourceOf } from './release-source.js';

type Searched = Omit<SourceOf, 'commit'>;

/** A commit, and the release tag that it is of or that reaches it. */
export interface Bearing {
  readonly commit: string;
  readonly tag: string;
}

export interface Bearings {
  readonly found: readonly Bearing[];
  /** Newest first. */
  readonly tags: readonly string[];
  /** Branches that bear it where no release tag does, each with its commit. */
  readonly elsewhere: readonly string[];
}

const mostTags = 200;
const mostCommits = 5;
const searchWithinMs = 20_000;

/** Those whose folder has all of the revisions in its files. */
export async function bearingReleases(
  source: Searched,
  revisions: readonly string[],
  signal: AbortSignal,
): Promise<Bearings> {
  const mirror = mirrorOf(source);
  if (!existsSync(mirror)) return { found: [], tags: [], elsewhere: [] };
  const git = async (...args: string[]): Promise<string[]> => {
    const options = { reject: false, cancelSignal: signal, timeout: searchWithinMs } as const;
    const { stdout } = await execa('git', ['-C', mirror, ...args], options);
    return stdout.split('\n').filter((line) => line !== '');
  };
  const tags = newestFirst(await git('for-each-ref', '--format=%(refname:short)', `refs/tags/${source.tags}`), source);
  const ofTags = await Promise.all((await tagsWith(git, source, revisions, tags)).map((tag) => atTag(git, tag)));
  const ofHistory = ofTags.length > 0 ? [] : await inHistory(git, source, revisions);
  const found = [...ofTags.flat(), ...ofHistory];
  return { found, tags, elsewhere: found.length > 0 ? [] : await inBranches(git, source, revisions) };
}

type Git = (...args: string[]) => Promise<string[]>;

function newestFirst(names: readonly string[], { tags: pattern }: Searched): string[] {
  const read = names.map((name) => parseReleaseTag(name, pattern) ?? { name, version: '0', date: '' });
  return read
    .toSorted(byVersionAndDate)
    .map(({ name }) => name)
    .reverse();
}

async function tagsWith(git: Git, { folder }: Searched, revisions: readonly string[], tags: readonly string[]) {
  let left = tags.slice(0, mostTags);
  for (const revision of revisions) {
    if (left.length === 0) break;
    const hits = await git('grep', '-l', '-F', '-e', revision, ...left, '--', folder);
    left = left.filter((tag) => hits.some((hit) => hit.startsWith(`${tag}:`)));
  }
  return left.slice(0, mostCommits);
}

const atTag = async (git: Git, tag: string): Promise<Bearing[]> =>
  (await git('rev-parse', '--verify', '--quiet', `refs/tags/${tag}^{commit}`)).map((commit) => ({ commit, tag }));

/** The file was taken away again before the next tag. */
async function inHistory(git: Git, source: Searched, revisions: readonly string[]): Promise<Bearing[]> {
  const commits = await addedBy(git, source, revisions, `--tags=${source.tags}`);
  const reaching = (commit: string) =>
    git('for-each-ref', '--count=1', '--contains', commit, '--format=%(refname:short)', `refs/tags/${source.tags}`);
  const bearings = commits.map(async (commit) => (await reaching(commit)).map((tag) => ({ commit, tag })));
  return (await Promise.all(bearings)).flat();
}

async function inBranches(git: Git, source: Searched, revisions: readonly string[]): Promise<string[]> {
  const [commit] = await addedBy(git, source, revisions, '--all');
  if (commit === undefined) return [];
  const refs = await git('for-each-ref', '--count=3', '--contains', commit, '--format=%(refname:short)');
  return refs.map((ref) => `${ref} (${commit.slice(0, 12)})`);
}

const addedBy = (git: Git, { folder }: Searched, [revision = '']: readonly string[], from: string): Promise<string[]> =>
  git('log', from, '--format=%H', '--diff-filter=A', `--max-count=${mostCommits}`, `-S${revision}`, '--', folder);
