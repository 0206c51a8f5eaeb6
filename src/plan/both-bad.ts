// Two releases that serve beside each other and fail alike (design §5.4): going back to one of them mends nothing. Pure.
import type { CatalogueEntry } from '../catalogue/entry.js';
import { compareRevisions, type RevisionCounts, sideBySideRule } from '../runbook/side-by-side.js';
import { grouped, percent, shortName } from '../runbook/wording.js';
import type { Situation } from '../situation.js';
import { nameOf } from '../target/release-to-leave.js';

export interface SeenRevision extends RevisionCounts {
  readonly taskDefinition: string;
}

/** What was deployed last, and what it replaces, over the same window. */
export interface BesideEachOther {
  readonly newer: SeenRevision;
  readonly older: SeenRevision;
}

type Limits = Pick<CatalogueEntry, 'errorRateAbove' | 'minimumSample'>;

/** Undefined where they were not compared, or the newer one alone is to blame. */
export function bothBad(situation: Situation, { errorRateAbove, minimumSample }: Limits): string | undefined {
  const { besideEachOther: seen } = situation;
  if (seen?.state !== 'known') return undefined;
  const { newer, older } = seen.value;
  const limits = { ...sideBySideRule, above: errorRateAbove, minimumSample };
  const verdict = compareRevisions({ new: newer, old: older }, limits);
  if (verdict !== 'equally-bad' && verdict !== 'better') return undefined;
  const failing = (revision: SeenRevision) => inWords(situation, revision);
  return `${failing(older)}, and ${failing(newer)}: it may not be the newer release`;
}

function inWords(situation: Situation, { taskDefinition, requests, errors }: SeenRevision): string {
  const name = shortName(nameOf(situation, taskDefinition));
  return `${name} fails ${percent((errors ?? 0) / (requests ?? 1))} of ${grouped(requests ?? 0)} requests`;
}
