// Whether a release may be deployed, from the marks on its task definitions and the catalogue: what a pipeline asks before it deploys.
import type { Hold } from './hold.js';
import { holdInWords } from './hold.js';
import { isCalled } from './release-match.js';
import type { ReleaseName } from './rollback.js';
import { day, fullName, oneLine } from './runbook/wording.js';

export interface MarkedRelease extends ReleaseName {
  /** In force. */
  readonly hold?: Hold;
}

export interface Verdict {
  readonly verdict: 'free' | 'held' | 'blocked';
  readonly why: string;
}

/** Of several task definitions under one name the strictest mark counts. */
export function mayBeDeployed(
  called: string,
  releases: readonly MarkedRelease[],
  blockedInCatalogue: readonly string[],
  areMore = false,
): Verdict {
  const name = oneLine(called, 120);
  const meant = releases.filter((release) => isCalled(release, called));
  const blocked = meant.find(({ hold }) => hold?.blocked === true);
  if (blocked?.hold !== undefined)
    return { verdict: 'blocked', why: `${fullName(blocked)} is blocked ${said(blocked.hold)}` };
  const listed = blockedInCatalogue.find(
    (each) =>
      isCalled({ version: called, commit: called, tag: called, taskDefinition: called }, each) ||
      meant.some((release) => isCalled(release, each)),
  );
  if (listed !== undefined) return { verdict: 'blocked', why: `${name} is blocked in the catalogue (${listed})` };
  const held = meant.find(({ hold }) => hold !== undefined);
  if (held?.hold !== undefined) return { verdict: 'held', why: `${fullName(held)} is held ${said(held.hold)}` };
  const looked = newestInWords(releases.length, areMore);
  if (meant.length === 0)
    return { verdict: 'free', why: `none of ${looked} is ${name}: nothing is held under that name` };
  const among = areMore ? `, among ${looked}` : '';
  return { verdict: 'free', why: `${meant.map(fullName).join(', ')}: not held${among}` };
}

/** What an answer rests on, so that nobody takes it for more. */
export const newestInWords = (count: number, areMore: boolean): string =>
  `the newest ${count} task definitions${areMore ? ' (older ones were not looked at)' : ''}`;

const said = (hold: Hold): string => holdInWords({ ...hold, why: oneLine(hold.why, 200) }, day);
