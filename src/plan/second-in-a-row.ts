import type { CatalogueEntry } from '../catalogue/entry.js';
import { readHold } from '../hold.js';
import type { ReleaseName, RollbackRequest } from '../rollback.js';
import { between, inWords } from '../runbook/durations.js';
import { clock, shortName } from '../runbook/wording.js';
import type { Situation } from '../situation.js';
import { nameOf } from '../target/release-to-leave.js';
import { wentBack } from '../target/service-history.js';

export interface RowFacts {
  readonly situation: Situation;
  readonly entry: CatalogueEntry;
  readonly request: RollbackRequest;
  readonly from: ReleaseName;
  /** ISO time. */
  readonly now: string;
}

/**
 * Whether the release to leave is the one that a rollback has just returned to: then a request that does not say which
 * release it wants is more likely a late echo of the first trouble than a new one.
 */
export function secondInARow({ situation, entry, request, from, now }: RowFacts): string | undefined {
  if (request.target !== undefined || request.undoes !== undefined) return undefined;
  const last = lastRollback(situation, from.taskDefinition) ?? lastByEcs(situation, from.taskDefinition);
  if (last === undefined || between(last.restoredAt, now) > entry.timings.monitor) return undefined;
  const ago = inWords(Math.max(0, between(last.restoredAt, now)));
  const left = shortName(nameOf(situation, last.left));
  return `${shortName(from)} was restored by a rollback from ${left} ${ago} ago (${clock(last.restoredAt)}): this would be the second in a row; name a target to mean it`;
}

/** ECS itself has taken the newest deployment back to what is to be left now. */
function lastByEcs(situation: Situation, serving: string) {
  const back = wentBack(situation);
  return back?.to === serving ? { left: back.left, restoredAt: back.at } : undefined;
}

/** The newest rollback that left another release, unless something was deployed since. */
function lastRollback(situation: Situation, serving: string) {
  const [last] = situation.releases
    .filter(({ taskDefinition }) => taskDefinition !== serving)
    .flatMap(({ taskDefinition, holdTag }) => {
      const { since, rolledBackBy } = readHold(holdTag ?? '');
      return since === undefined || rolledBackBy === undefined ? [] : [{ left: taskDefinition, restoredAt: since }];
    })
    .toSorted((a, b) => Date.parse(b.restoredAt) - Date.parse(a.restoredAt));
  if (last === undefined) return undefined;
  const deployedSince = situation.service.deployments.some(
    ({ status, createdAt }) => status === 'PRIMARY' && between(last.restoredAt, createdAt) > 0,
  );
  return deployedSince ? undefined : last;
}
