// Runbook › Database Rollback, step 3: one snapshot of the run's own, known by its id, judged before anything is destroyed.
import type { InRds } from '../catalogue/database-entry.js';
import { between, inWords, milliseconds } from '../runbook/durations.js';

/** A snapshot as RDS shows it. */
export interface SeenSnapshot {
  readonly id: string;
  /** Identifier of the instance or cluster. */
  readonly of: string;
  readonly status: string;
  /** 0–100. */
  readonly percent?: number;
  /** ISO time of what it holds. */
  readonly at?: string;
  readonly allocatedGib: number;
  readonly tags: Readonly<Record<string, string>>;
}

export interface BackupMade {
  readonly id: string;
  /** ISO time of what it holds. */
  readonly at: string;
  readonly allocatedGib: number;
  /** The second net: the newest moment of point-in-time recovery, where there is one. */
  readonly restorableTo?: string;
}

export interface BackupWanted {
  readonly id: string;
  readonly rds: InRds;
  /** Value of the tag `runback:run`. */
  readonly runKey: string;
  /** ISO time of the request. */
  readonly since: string;
}

export interface Refusal {
  readonly why: string;
  /** What a person can do about it. */
  readonly remedy: string;
}

export type BackupVerdict =
  | { readonly is: 'available'; readonly at: string }
  | { readonly is: 'under way'; readonly sentence: string }
  | ({ readonly is: 'of no use' } & Refusal);

export const runTag = 'runback:run';

const usualName = 'rollback-backup-{{run}}';
/** RDS's clock and ours. A snapshot with the run's tag is not older than the run. */
const clocksApart = '1 minute';
const stillBeingMade: ReadonlySet<string> = new Set(['creating', 'copying', 'backing-up', 'pending']);

/** The idempotency key: made once, of the acceptance (`yyyymmdd-hhmmss`) and the end of the run's key (decision 2). */
export function backupId({ acceptedAt, runKey }: { acceptedAt: string; runKey: string }, name = usualName): string {
  const when = acceptedAt.slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  // The beginning of a time-ordered UUID is the same for all runs of a day.
  const own = runKey
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .slice(-6);
  return name.replace(/\{\{\s*run\s*\}\}/, `${when}-${own}`);
}

/** Whether it is the backup that was asked for, and whether a database can be restored from it. */
export function judgeBackup(seen: SeenSnapshot, { id, rds, runKey, since }: BackupWanted): BackupVerdict {
  if (seen.of !== rds.id) return notOurs(id, `it is of ${seen.of}, not of ${rds.id}`);
  if (seen.tags[runTag] !== runKey) return notOurs(id, 'another run or a person made it');
  const { status, percent, at, allocatedGib } = seen;
  if (stillBeingMade.has(status)) {
    return { is: 'under way', sentence: `snapshot ${id} is ${status}${percent === undefined ? '' : `, ${percent} %`}` };
  }
  if (status !== 'available') return ofNoUse(id, rds, `it is ${status}`);
  if (at === undefined) return ofNoUse(id, rds, 'it has no time');
  if (between(at, since) > milliseconds(clocksApart)) {
    return ofNoUse(id, rds, `it holds what was there ${inWords(between(at, since))} before the request`);
  }
  // Aurora's storage grows by itself: the size of an available cluster snapshot is 0 in RDS's answers.
  if (rds.kind === 'instance' && !(allocatedGib > 0)) return ofNoUse(id, rds, 'its size is zero');
  return { is: 'available', at };
}

const notOurs = (id: string, why: string): BackupVerdict => ({
  is: 'of no use',
  why: `The snapshot ${id} is there already, and ${why}`,
  remedy:
    'Change backupName of the database in the catalogue, and start the rollback anew: Runback deletes no snapshot',
});

const ofNoUse = (id: string, { kind }: InRds, why: string): BackupVerdict => ({
  is: 'of no use',
  why: `The snapshot ${id} is of no use: ${why}`,
  remedy: `See why in the events (aws rds describe-events --source-type ${kind === 'instance' ? 'db-snapshot' : 'db-cluster-snapshot'} --source-identifier ${id}), delete it (aws rds ${deleteCommand(kind)} ${id}), and retry: Runback deletes no snapshot`,
});

const deleteCommand = (kind: InRds['kind']): string =>
  kind === 'instance'
    ? 'delete-db-snapshot --db-snapshot-identifier'
    : 'delete-db-cluster-snapshot --db-cluster-snapshot-identifier';

export type NotCreated = 'exists' | 'not available' | 'too many' | 'not there';

/** Why RDS makes none, and what a person can do about it. */
export function refusedBecause(not: Exclude<NotCreated, 'exists'>, said: string, { kind, id }: InRds): Refusal {
  return { why: `RDS makes no snapshot of ${id}: ${said}`, remedy: remedies[not](kind, id) };
}

const remedies: Readonly<Record<Exclude<NotCreated, 'exists'>, (kind: InRds['kind'], id: string) => string>> = {
  'not available': (kind, id) =>
    `Wait until ${id} is available (aws rds wait db-${kind}-available --db-${kind}-identifier ${id}), and retry`,
  'too many': () =>
    'Delete manual snapshots that nobody needs, or have the quota raised (aws rds describe-account-attributes), and retry',
  'not there': (kind) => `Correct ${kind} of the database in the catalogue, or the account and region (runback check)`,
};
