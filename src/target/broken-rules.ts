// The rules of design §5.3 for one release. Each broken one is a sentence, and says whether an approver may override it.
import { type Hold, holdInForce, holdInWords } from '../hold.js';
import { isAboutSecurity } from '../plan/manual-criteria.js';
import type { BrokenRule } from '../plan-shape.js';
import { isCalled } from '../release-match.js';
import { compareVersions } from '../release-script/tags.js';
import type { RollbackRequest } from '../rollback.js';
import { clock, day, oneLine } from '../runbook/wording.js';
import type { SeenRelease } from '../situation.js';
import { imageRules } from './images.js';
import { type ProofQuestion, proofOf } from './proven-good.js';

export interface Surroundings extends ProofQuestion {
  readonly request: RollbackRequest;
  /** Task definition of the release to leave. */
  readonly leaving: string;
  readonly releases: readonly SeenRelease[];
  /** ISO time. */
  readonly now: string;
  readonly undoneByAdmin: boolean;
  /** Whether a migration of a newer release may have begun it. */
  readonly migrationMayBeAtFault: boolean;
  /** ISO time at which the trouble began, where that is known. */
  readonly onset: string | undefined;
}

type Rule = (release: SeenRelease, surroundings: Surroundings) => BrokenRule[];

const rule = (name: BrokenRule['rule'], sentence: string, overridable = true): BrokenRule[] => [
  { rule: name, sentence, overridable },
];

export function brokenRules(release: SeenRelease, surroundings: Surroundings): BrokenRule[] {
  const serves = servesNow(release, surroundings);
  if (serves.length > 0) return serves;
  return rules.flatMap((each) => each(release, surroundings)).filter((broken) => !isExempt(broken, surroundings));
}

/** Undoing a rollback goes back to the release that was left: it is held and had shown the trouble by definition (design §9). */
const isExempt = (broken: BrokenRule, { request }: Surroundings): boolean =>
  request.undoes !== undefined &&
  request.target !== undefined &&
  (broken.rule === 'held' || broken.rule === 'had shown the trouble');

const servesNow: Rule = ({ taskDefinition }, { leaving }) =>
  taskDefinition === leaving ? rule('serves now', 'it is the release to leave', false) : [];

const inactive: Rule = ({ status }) =>
  status === 'INACTIVE' ? rule('inactive', 'its task definition is INACTIVE', false) : [];

const blocked: Rule = (release, { entry, now, request, undoneByAdmin }) => {
  const hold = holdInForce(release.holdTag, now);
  const isItsOwn = undoneByAdmin && hold?.rolledBackBy !== undefined && hold.rolledBackBy === request.undoes;
  if (hold?.blocked === true && !isItsOwn) return rule('blocked', `blocked ${said(hold)}`, false);
  const name = entry.blocked.find((each) => isCalled(release, each));
  return name === undefined ? [] : rule('blocked', `it is blocked in the catalogue (${name})`, false);
};

const said = (hold: Hold): string => holdInWords({ ...hold, why: oneLine(hold.why, 160) }, day);

const held: Rule = ({ holdTag }, { now }) => {
  const hold = holdInForce(holdTag, now);
  if (hold === undefined || hold.blocked === true) return [];
  return rule('held', `held${hold.since === undefined ? ':' : ''} ${said(hold)}`);
};

/** A pipeline migrates before it deploys: what begins so shortly before a deployment came with the newer release. */
const migratesBefore = 5 * 60_000;

const migrationLasts = ({ entry: { database, timeScale = 1 }, migrationMayBeAtFault }: Surroundings): number =>
  database?.migrations === undefined || !migrationMayBeAtFault ? 0 : migratesBefore / timeScale;

/** Alone when the trouble began, or at any time after. Serving beside a bad newer release, or on its schema, does not count. */
const hadShownTheTrouble: Rule = ({ taskDefinition }, surroundings) => {
  const { history, onset, request } = surroundings;
  if (onset === undefined || isAboutSecurity(request)) return [];
  const began = Date.parse(onset) + migrationLasts(surroundings);
  const showed = history.stays.some((stay) => stay.taskDefinition === taskDefinition && began < stay.aloneUntil);
  return showed
    ? rule('had shown the trouble', `it served alone when the trouble was there (began ${clock(onset)})`)
    : [];
};

/** A vulnerability shows in no metric: what was released after it has it too (Runbook › Manual Rollback Criteria). */
const hasTheVulnerability: Rule = (release, { request, releases, leaving }) => {
  const left = releases.find(({ taskDefinition }) => taskDefinition === leaving);
  if (!isAboutSecurity(request) || left === undefined) return [];
  const { version, commit } = left;
  const isLater =
    isNumbered(release.version) && isNumbered(version)
      ? compareVersions(release.version, version) >= 0
      : release.revision > left.revision;
  return isLater
    ? rule(
        'has the vulnerability',
        `it is not older than ${version ?? commit ?? leaving}: security is judged by the version`,
      )
    : [];
};

const isNumbered = (version: string | undefined): version is string => /^\d+(\.\d+)*$/.test(version ?? '');

const tooOld: Rule = (release, { entry: { oldestAllowed }, releases }) => {
  if (oldestAllowed === undefined || isCalled(release, oldestAllowed)) return [];
  const oldest = releases.filter((each) => isCalled(each, oldestAllowed)).map(({ revision }) => revision);
  if (oldest.length === 0) {
    return rule('too old', `whether it is older than the oldest allowed, ${oldestAllowed}, cannot be told`);
  }
  return release.revision < Math.min(...oldest)
    ? rule('too old', `it is older than ${oldestAllowed}, the oldest allowed`)
    : [];
};

const notProvenGood: Rule = (release, surroundings) => {
  const proof = proofOf(release, surroundings);
  return 'broken' in proof ? [proof.broken] : [];
};

const rules: readonly Rule[] = [
  inactive,
  blocked,
  held,
  hadShownTheTrouble,
  hasTheVulnerability,
  tooOld,
  notProvenGood,
  imageRules,
];
