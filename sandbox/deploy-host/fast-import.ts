// What `git fast-import` reads: commits and tags in one stream, so that a repository is made by one process.
import { author, type Commit, type Files } from './git-objects.js';
import type { ReleaseCommit } from './release-commits.js';

export interface Import {
  readonly first: Commit & { readonly files: Files };
  readonly releases: readonly ReleaseCommit[];
  /** Tags of the first commit. */
  readonly otherTags: readonly string[];
  /** Added to the main branch after the first commit. Nothing when there are none. */
  readonly files: Files;
}

const main = 'refs/heads/main';

export function importStream({ first, releases, otherTags, files }: Import): string {
  const hasFiles = Object.keys(files).length > 0;
  const begin = commit('refs/heads/begin', first, first.files);
  const added = { at: first.at + 60, message: 'Add the release script\n' };
  return [
    // Made again it is the same commit, so that later imports may stand on it.
    `reset refs/heads/begin\n`,
    begin,
    ...releases.map((each) => releaseOf(each)),
    ...otherTags.map((tag) => `reset refs/tags/${tag}\nfrom refs/heads/begin\n\n`),
    ...(hasFiles ? [`reset ${main}\nfrom refs/heads/begin\n\n`, commit(main, added, files)] : []),
    'done\n',
  ].join('');
}

function releaseOf(release: ReleaseCommit): string {
  const branch = `refs/heads/release/v${release.version}-${release.hash.slice(0, 6)}`;
  return [
    `reset ${branch}\nfrom refs/heads/begin\n\n`,
    commit(branch, release, release.files),
    `reset refs/tags/${release.tag}\nfrom ${branch}\n\n`,
  ].join('');
}

function commit(branch: string, { at, message }: Pick<Commit, 'at' | 'message'>, files: Files): string {
  const who = `${author} ${at} +0000`;
  const changes = Object.entries(files).map(([path, content]) => `M 100644 inline ${path}\n${data(content)}\n`);
  return `commit ${branch}\nauthor ${who}\ncommitter ${who}\n${data(message)}${changes.join('')}\n`;
}

const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}`;
