// The organisation's releases as git commits whose hashes begin as the releases say, each on the same first commit.
import { buildNumbers } from './build-numbers.js';
import { type Commit, commitHash, treeHash } from './git-objects.js';

export interface ReleaseCommit extends Commit {
  readonly hash: string;
  readonly tag: string;
  readonly version: string;
  /** What the file VERSION holds. */
  readonly content: string;
}

const beginning = { version: '0.0.0', date: '20250101' };

export const firstCommit: Commit & { readonly content: string } = {
  tree: treeHash('VERSION', `${beginning.version}\n`),
  parent: undefined,
  at: secondsOf(beginning.date),
  message: 'Begin ApplyLens\n',
  content: `${beginning.version}\n`,
};

const firstHash = commitHash(firstCommit);

const tagForm = /^prod-v(\d+\.\d+\.\d+)-(\d{8})-([0-9a-f]{6,40})$/;

/** The hash is whatever it becomes with that build number. @throws Error when the tag is none of a release */
export function releaseCommit(tag: string, buildNumber: number): ReleaseCommit {
  const [, version, date] = tagForm.exec(tag) ?? [];
  if (version === undefined || date === undefined) throw new Error(`${tag} is not prod-vVERSION-YYYYMMDD-COMMIT.`);
  const content = `${version}\n`;
  const commit: Commit = {
    tree: treeHash('VERSION', content),
    parent: firstHash,
    at: secondsOf(date),
    message: messageOf(version, buildNumber),
  };
  return { ...commit, hash: commitHash(commit), tag, version, content };
}

export const messageOf = (version: string, buildNumber: number): string =>
  `Release ${version}\n\nBuild: ${buildNumber}\n`;

/** The release's commit, whose hash begins with the last part of its tag. @throws Error that says how to get its build number */
export function knownReleaseCommit(tag: string): ReleaseCommit {
  const found = releaseCommit(tag, buildNumbers[tag] ?? 0);
  if (found.hash.startsWith(commitOf(tag))) return found;
  throw new Error(
    `No commit of ${tag} begins with ${commitOf(tag)}: run npx tsx sandbox/deploy-host/find-build-number.ts ${tag} and add what it prints to build-numbers.ts.`,
  );
}

/** The abbreviated commit that a tag ends with. */
export const commitOf = (tag: string): string => tag.slice(tag.lastIndexOf('-') + 1);

function secondsOf(date: string): number {
  return Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3T10:00:00Z')) / 1000;
}
