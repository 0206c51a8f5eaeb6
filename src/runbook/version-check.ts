import { sameCommit, sameVersion } from '../release-match.js';
import type { ReleaseName } from '../rollback.js';
import type { Check } from '../verification.js';
import { oneLine } from './wording.js';

type Answer = Pick<Check, 'verdict' | 'evidence'>;

const couldNot = (evidence: string): Answer => ({ verdict: 'could not measure', evidence });

/**
 * Runbook › Version Check: what /version answered on one connection against the release that should serve. A leading v
 * and a short commit are tolerated; a field that is missing, expected ones included, is "could not measure".
 */
export function compareVersion(
  expected: Pick<ReleaseName, 'version' | 'commit'>,
  seen: Readonly<Record<string, string | undefined>>,
  expectedFields: readonly string[] = [],
): Answer {
  const { version, commit } = expected;
  if (version === undefined && commit === undefined) {
    return couldNot(
      'the target’s task definition says neither version nor commit, so there is nothing to compare with',
    );
  }
  if (version !== undefined && seen.version !== undefined && !sameVersion(version, seen.version)) {
    return { verdict: 'failed', evidence: `version is ${oneLine(seen.version, 60)}, expected ${version}` };
  }
  if (commit !== undefined && seen.commit !== undefined && !sameCommit(commit, seen.commit)) {
    return { verdict: 'failed', evidence: `commit is ${oneLine(seen.commit, 60)}, expected ${commit}` };
  }
  const needed = [...(version === undefined ? [] : ['version']), ...(commit === undefined ? [] : ['commit'])];
  const missing = [...new Set([...needed, ...expectedFields])].filter((field) => seen[field] === undefined);
  if (missing.length > 0) return couldNot(`the answer lacks ${missing.join(', ')}`);
  const same = needed.map((field) => `${field} ${oneLine(seen[field] ?? '', 60)}`);
  return { verdict: 'passed', evidence: same.join(', ') };
}
