// The organisation's releases as git commits whose hashes begin as the releases say, each on the same first commit.
import { buildNumbers } from './build-numbers.js';
import { type Commit, commitHash, type Files, treeHash } from './git-objects.js';

export interface ReleaseCommit extends Commit {
  readonly hash: string;
  readonly tag: string;
  readonly version: string;
  readonly files: Files;
}

const beginning = { version: '0.0.0', date: '20250101' };
const beginningFiles: Files = { VERSION: `${beginning.version}\n` };

export const firstCommit: Commit & { readonly files: Files } = {
  tree: treeHash(beginningFiles),
  parent: undefined,
  at: secondsOf(beginning.date),
  message: 'Begin ApplyLens\n',
  files: beginningFiles,
};

const firstHash = commitHash(firstCommit);

const tagForm = /^prod-v(\d+\.\d+\.\d+)-(\d{8})-([0-9a-f]{6,40})$/;

/** The hash is whatever it becomes with that build number and these files besides. @throws Error when the tag is none of a release */
export function releaseCommit(tag: string, buildNumber: number, source: Files = {}): ReleaseCommit {
  const [, version, date] = tagForm.exec(tag) ?? [];
  if (version === undefined || date === undefined) throw new Error(`${tag} is not prod-vVERSION-YYYYMMDD-COMMIT.`);
  const files = { VERSION: `${version}\n`, ...source };
  const commit: Commit = {
    tree: treeHash(files),
    parent: firstHash,
    at: secondsOf(date),
    message: messageOf(version, buildNumber),
  };
  return { ...commit, hash: commitHash(commit), tag, version, files };
}

/** Of a release with files of its own, whose tag is named after its commit. `date` as in the tag: YYYYMMDD. */
export function tagOf(version: string, date: string, source: Files): string {
  const beginsWith = (commit: string) => `prod-v${version}-${date}-${commit}`;
  return beginsWith(releaseCommit(beginsWith('000000'), 0, source).hash.slice(0, 6));
}

export const messageOf = (version: string, buildNumber: number): string =>
  `Release ${version}\n\nBuild: ${buildNumber}\n`;

/** The release's commit, whose hash begins with the last part of its tag. @throws Error that says how to get its build number */
export function knownReleaseCommit(tag: string, source: Files = {}): ReleaseCommit {
  const found = releaseCommit(tag, buildNumbers[tag] ?? 0, source);
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
