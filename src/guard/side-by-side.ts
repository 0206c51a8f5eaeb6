// Compares the new release with the one that serves beside it: earlier than the runbook's rule, and said to be so.
import type { CatalogueEntry } from '../catalogue/entry.js';
import type { Fact, ReleaseName } from '../rollback.js';
import { inWords } from '../runbook/durations.js';
import { compareRevisions, type RevisionCounts, sideBySideRule } from '../runbook/side-by-side.js';
import { grouped, percent, shortName } from '../runbook/wording.js';

/** What one release answered by itself over the window. */
export interface MeasuredRelease {
  readonly release: ReleaseName;
  /** Failed requests, 0–1. */
  readonly ratio: number | null;
  readonly requests: number | null;
}

export interface SideBySideFacts {
  readonly newer: MeasuredRelease;
  /** Absent where no other release has a running task. */
  readonly older?: MeasuredRelease;
}

export interface SideBySide {
  readonly is: 'worse' | 'both bad' | 'not worse' | 'not compared' | 'could not measure';
  readonly evidence: string;
}

export const newReleaseWorse = {
  name: 'NewReleaseWorse',
  words: 'The new release fails more than 5 %, and more than 3 times as often as the one beside it, over 60 seconds',
} as const;

type Limits = Pick<CatalogueEntry, 'errorRateAbove' | 'minimumSample' | 'timings'>;

/** Both on enough requests, else nothing is said of either. */
export function judgeSideBySide(fact: Fact<SideBySideFacts>, limits: Limits): SideBySide {
  if (fact.state === 'not connected') return notCompared('the catalogue has no query of one release');
  if (fact.state === 'unknown') return unmeasured(`the releases could not be compared: ${fact.why}`);
  const { newer, older } = fact.value;
  const name = shortName(newer.release);
  if (older === undefined) return notCompared(`${name} serves alone`);
  for (const each of [newer, older]) {
    const why = whyNotMeasured(each, limits);
    if (why !== undefined) return unmeasured(why);
  }
  return compare(newer, older, limits);
}

const notCompared = (evidence: string): SideBySide => ({ is: 'not compared', evidence });
const unmeasured = (evidence: string): SideBySide => ({ is: 'could not measure', evidence });

function whyNotMeasured({ release, ratio, requests }: MeasuredRelease, limits: Limits): string | undefined {
  const name = shortName(release);
  const window = inWords(limits.timings.errorRateMinute);
  if (requests === null || !Number.isFinite(requests) || requests < limits.minimumSample)
    return `${name} has ${grouped(Number.isFinite(requests) ? (requests ?? 0) : 0)} requests in ${window}; ${grouped(limits.minimumSample)} are needed to compare`;
  if (ratio === null || !Number.isFinite(ratio) || ratio < 0) return `no error rate of ${name} was measured`;
  return undefined;
}

function compare(newer: MeasuredRelease, older: MeasuredRelease, limits: Limits): SideBySide {
  const failing = ({ release, ratio, requests }: MeasuredRelease) =>
    `${shortName(release)} fails ${percent(ratio ?? 0)} of ${grouped(requests ?? 0)} requests`;
  const evidence = `${failing(newer)} in ${inWords(limits.timings.errorRateMinute)}, beside it ${failing(older)}`;
  const { timesTheOther } = sideBySideRule;
  const { errorRateAbove: above, minimumSample } = limits;
  const is = compareRevisions({ new: counts(newer), old: counts(older) }, { above, timesTheOther, minimumSample });
  if (is === 'worse') {
    const limit = `limit ${percent(above)} and ${timesTheOther} times as often`;
    return { is: 'worse', evidence: `${evidence} (${limit}; earlier than the runbook's rule)` };
  }
  const areBothBad = [newer, older].every(({ ratio }) => (ratio ?? 0) > above);
  return { is: areBothBad ? 'both bad' : 'not worse', evidence };
}

const counts = ({ ratio, requests }: MeasuredRelease): RevisionCounts => ({
  requests,
  errors: ratio === null || requests === null ? null : ratio * requests,
});
