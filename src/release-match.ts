// Whether two names mean the same release: a leading v and a short commit are tolerated (design §8), nothing else is.
import type { ReleaseName, TargetRequest } from './rollback.js';

const shortestCommit = 6;

const withoutV = (version: string): string => version.trim().replace(/^v(?=\d)/i, '');

export const sameVersion = (one: string, other: string): boolean => withoutV(one) === withoutV(other);

/** One is the beginning of the other, and at least six characters long. */
export function sameCommit(one: string, other: string): boolean {
  const [short = '', long = ''] = [one, other]
    .map((each) => each.trim().toLowerCase())
    .sort((a, b) => a.length - b.length);
  return short.length >= shortestCommit && long.startsWith(short);
}

/** By ARN, by `family:revision`, or by revision (":121"). */
const sameTaskDefinition = (arn: string, called: string): boolean =>
  arn === called ||
  arn.replace(/^.*task-definition\//, '') === called ||
  (/^:\d+$/.test(called) && arn.endsWith(called));

/** Whether a release is the one that was asked for. */
export function isRequested(release: ReleaseName, { version, commit, tag, taskDefinition }: TargetRequest): boolean {
  if (taskDefinition !== undefined) return sameTaskDefinition(release.taskDefinition, taskDefinition);
  if (tag !== undefined) return release.tag === tag;
  if (commit !== undefined) return release.commit !== undefined && sameCommit(release.commit, commit);
  return version !== undefined && release.version !== undefined && sameVersion(release.version, version);
}

/** Whether one name of the catalogue (version, commit, tag, task definition or ":revision") means this release. */
export const isCalled = (release: ReleaseName, name: string): boolean =>
  [{ version: name }, { commit: name }, { tag: name }, { taskDefinition: name }].some((request) =>
    isRequested(release, request),
  );
