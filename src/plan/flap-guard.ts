// How often Runback goes back by itself (design §11): a service that fails again and again needs a person, not a third rollback.
import type { CatalogueEntry } from '../catalogue/entry.js';
import { isRollbackOf } from '../former-run.js';
import type { Fact } from '../rollback.js';
import { between, inWords } from '../runbook/durations.js';
import { clock, oneLine } from '../runbook/wording.js';

/** A rollback that a machine asked for, that no person agreed to, and that changed something. */
export interface AutomaticRollback {
  readonly id: string;
  /** ISO time of its first change. */
  readonly at: string;
}

type Guarded = Pick<CatalogueEntry, 'service' | 'environment' | 'policy'>;

/** Undefined for what is no report of this service, or no automatic rollback. */
export function automaticRollbackOf(stored: unknown, entry: Guarded): AutomaticRollback | undefined {
  if (!isRollbackOf(stored, entry)) return undefined;
  const { id, request, approvals, times } = stored;
  const byMachine = request.trigger !== undefined && request.trigger.kind !== 'person';
  const byPerson = approvals.some(({ decision }) => decision === 'approve' || decision === 'break-glass');
  return byMachine && !byPerson && times.firstChangeAt !== undefined ? { id, at: times.firstChangeAt } : undefined;
}

/** Why a machine's request needs a person now; undefined where it does not. What could not be read is doubted. */
export function flapping(
  former: Fact<readonly AutomaticRollback[]> | undefined,
  { policy: { automaticAtMost } }: Guarded,
  now: string,
): string | undefined {
  if (former === undefined || former.state === 'not connected' || automaticAtMost.length === 0) return undefined;
  if (former.state === 'unknown')
    return `how often Runback has gone back by itself could not be read: ${oneLine(former.why, 160)}`;
  const reached = automaticAtMost.find(
    ({ runs, within }) => former.value.filter(({ at }) => between(at, now) <= within).length >= runs,
  );
  const [last] = former.value;
  if (reached === undefined || last === undefined) return undefined;
  const times = reached.runs === 1 ? 'once' : `${reached.runs} times`;
  return `Runback went back by itself ${inWords(between(last.at, now))} ago (${clock(last.at)}), which it does ${times} in ${inWords(reached.within)} at most: a person decides now`;
}
