// Release tags, read and ordered by version and date, never by text: v1.10 is newer than v1.9 (decision 4).
import { sameCommit, sameVersion } from '../release-match.js';
import type { ReleaseName } from '../rollback.js';

export interface ReleaseTag {
  readonly name: string;
  /** Numbers, and what follows a dash before the date: `1.2.3-rc.1`. */
  readonly version: string;
  /** YYYYMMDD; empty where the tag does not say it. */
  readonly date: string;
}

/** A tag as git tells of it; the commit is the whole hash. */
export interface GitTag {
  readonly name: string;
  readonly commit: string;
}

const form = /^v?(\d+(?:\.\d+)*(?:-[a-z][0-9a-z.]*)?)(?:-(\d{8}))?(?:-[0-9a-f]{6,64})?$/i;

/** Undefined for a tag that the pattern does not cover or that is none of a release. */
export function parseReleaseTag(name: string, pattern: string): ReleaseTag | undefined {
  const beginning = pattern.replace(/v?\*$/, '');
  if (!name.startsWith(beginning)) return undefined;
  const [, version, date = ''] = form.exec(name.slice(beginning.length)) ?? [];
  return version === undefined ? undefined : { name, version, date };
}

/** Oldest first, for `sort`. */
export const byVersionAndDate = (one: ReleaseTag, other: ReleaseTag): number =>
  compareVersions(one.version, other.version) || compareText(one.date, other.date) || compareText(one.name, other.name);

/** Dotted numbers, part by part. */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [partsOf(one), partsOf(other)];
  for (let at = 0; at < Math.max(a.numbers.length, b.numbers.length); at += 1) {
    const difference = Number((a.numbers[at] ?? 0n) - (b.numbers[at] ?? 0n));
    if (difference !== 0) return difference;
  }
  if (a.pre === b.pre) return 0;
  // A release is newer than its candidates.
  if (a.pre === '' || b.pre === '') return a.pre === '' ? 1 : -1;
  return a.pre.localeCompare(b.pre, 'en', { numeric: true });
}

function partsOf(version: string) {
  const dash = version.indexOf('-');
  const [numbers, pre] = dash < 0 ? [version, ''] : [version.slice(0, dash), version.slice(dash + 1)];
  return { numbers: numbers.split('.').map(BigInt), pre: pre.toLowerCase() };
}

const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

export type FoundTag = { readonly tag: GitTag } | { readonly missing: string };

const shownTags = 3;

/** The tag of a release: the one it names, else the newest of its version; its commit has to be the release's. */
export function tagOf(release: ReleaseName, tags: readonly GitTag[], pattern: string): FoundTag {
  const { version, commit, tag } = release;
  const parsed = tags.flatMap((each) => {
    const read = parseReleaseTag(each.name, pattern);
    return read === undefined ? [] : [{ ...read, commit: each.commit }];
  });
  const newestFirst = parsed.toSorted(byVersionAndDate).reverse();
  const isIt = (each: (typeof parsed)[number]) =>
    tag === undefined ? version !== undefined && sameVersion(each.version, version) : each.name === tag;
  const candidates = newestFirst.filter(isIt);
  const found = candidates.find((each) => commit !== undefined && sameCommit(each.commit, commit)) ?? candidates[0];
  if (found === undefined) return { missing: missing(tag ?? `v${version ?? '?'}`, newestFirst, pattern) };
  if (commit === undefined) return { missing: `the target says no commit to compare git tag ${found.name} with` };
  if (!sameCommit(found.commit, commit)) {
    return { missing: `git tag ${found.name} is at ${found.commit.slice(0, 12)}, and the target is ${commit}` };
  }
  return { tag: { name: found.name, commit: found.commit } };
}

function missing(wanted: string, newestFirst: readonly ReleaseTag[], pattern: string): string {
  const near = newestFirst.slice(0, shownTags).map(({ name }) => name);
  const there = near.length === 0 ? 'there is none at all' : `the newest are ${near.join(', ')}`;
  return `no git tag for ${wanted} that matches ${pattern}: ${there}`;
}
