// Runbook › Escalation, "Evaluate database restore from backup": what it would take and cost, prepared and never run by Runback.
import type { BackupFacts } from '../backups.js';
import type { InRds } from '../catalogue/database-entry.js';
import type { CatalogueEntry } from '../catalogue/entry.js';
import { awsCommand } from '../plan/commands.js';
import type { Fact } from '../rollback.js';
import { between, inWords, milliseconds } from './durations.js';
import { clock, oneLine } from './wording.js';

/**
 * An instance is new hardware first: one report measured 32 min 26 s until a restored PostgreSQL without data was available.
 * Its volume loads what it holds at the base throughput of gp3 meanwhile and after it (Amazon EBS guide).
 */
const restoreOfAnInstance = { untilAvailable: '33 minutes', mibPerSecond: 125 } as const;

export interface RestoreEstimate {
  /** Milliseconds until the new instance takes connections. */
  readonly availableMs: number;
  /** Milliseconds until all of its data was loaded: until then it may be slow. */
  readonly loadedMs: number;
}

export function restoreEstimate(allocatedGib: number): RestoreEstimate {
  const availableMs = milliseconds(restoreOfAnInstance.untilAvailable);
  const loadingMs = ((allocatedGib * 1_024) / restoreOfAnInstance.mibPerSecond) * 1_000;
  return { availableMs, loadedMs: availableMs + loadingMs };
}

/** Keys as people read them on a page; commands are one line each. */
export function restoreFacts(
  backups: Fact<BackupFacts> | undefined,
  entry: Pick<CatalogueEntry, 'database' | 'aws'>,
  at: string,
): Readonly<Record<string, string>> {
  const { database } = entry;
  const named = backups?.state === 'known' ? backups.value : database?.rds;
  if (named === undefined) return { restore: notNamed(database) };
  const known = backups?.state === 'known' ? backups.value : undefined;
  return {
    restore: known === undefined ? `Not known what it can be restored to: ${whyNot(backups)}` : meaningOf(known, at),
    'restore to the newest moment': pointInTime(entry, named, at),
    ...(known?.newestSnapshot && {
      'restore the snapshot': restoreSnapshotCommand(entry, named, known.newestSnapshot.id, at),
    }),
    ...(named.kind === 'cluster' && { 'then give it an instance': firstInstance(entry, named, at) }),
    'before restoring': `Each command makes a new ${named.kind} beside ${named.id}: name its subnet group, security groups and parameter group as ${named.id} has them, and lead the application there. The newest moment bears what did the harm, too: --restore-time with an earlier one (ISO, UTC) instead of --use-latest-restorable-time leaves out what was written after it. Runback runs none of them`,
  };
}

const notNamed = (database: CatalogueEntry['database']): string =>
  database === undefined
    ? 'No database is in the catalogue'
    : `The catalogue names no RDS instance or cluster for the database at ${database.host}: look up the newest restorable time before deciding`;

function whyNot(backups: Fact<BackupFacts> | undefined): string {
  if (backups?.state === 'unknown') return `the backups could not be read: ${oneLine(backups.why, 160)}`;
  return 'the backups could not be read in time for this page';
}

function meaningOf({ id, kind, allocatedGib, restorableTo, newestSnapshot }: BackupFacts, at: string): string {
  const lost = (since: string): string => `what was written since (${inWords(between(since, at))}) would be lost`;
  const moments = [
    ...(restorableTo === undefined ? [] : [`can be restored to ${clock(restorableTo)}: ${lost(restorableTo)}`]),
    ...(newestSnapshot === undefined
      ? []
      : [`snapshot ${newestSnapshot.id} is of ${newestSnapshot.at}: ${lost(newestSnapshot.at)}`]),
  ];
  if (moments.length === 0) return `${id} has neither automated backups nor an available snapshot`;
  return `${id} ${moments.join('; ')}. ${expected(kind, allocatedGib)}`;
}

function expected(kind: InRds['kind'], allocatedGib: number | undefined): string {
  if (kind === 'cluster') return 'How long a restored cluster takes is not known: no figure was published';
  if (allocatedGib === undefined) return 'How long it takes is not known: its size could not be read';
  const { availableMs, loadedMs } = restoreEstimate(allocatedGib);
  const { mibPerSecond } = restoreOfAnInstance;
  return `Estimate for ${allocatedGib} GiB: available after about ${inWords(availableMs)} (as one report measured it for an empty instance), all of it loaded after about ${inWords(loadedMs)} (at ${mibPerSecond} MiB/s), and longer where much has to be replayed`;
}

const stamp = (at: string): string => at.slice(0, 16).replace(/[-:]/g, '').replace('T', '-');

/** RDS takes 63 characters. */
const newId = (id: string, at: string): string => `${id.slice(0, 36).replace(/-$/, '')}-restored-${stamp(at)}`;

type Entry = Pick<CatalogueEntry, 'aws'>;

const pointInTime = (entry: Entry, { kind, id }: InRds, at: string): string =>
  awsCommand(entry, [
    ...(kind === 'instance'
      ? ['rds', 'restore-db-instance-to-point-in-time', '--source-db-instance-identifier', id]
      : ['rds', 'restore-db-cluster-to-point-in-time', '--source-db-cluster-identifier', id]),
    ...(kind === 'instance' ? ['--target-db-instance-identifier'] : ['--db-cluster-identifier']),
    ...[newId(id, at), '--use-latest-restorable-time'],
  ]);

/** Into a new instance or cluster, whose name bears the time. */
export const restoreSnapshotCommand = (entry: Entry, { kind, id }: InRds, snapshot: string, at: string): string =>
  awsCommand(entry, [
    ...(kind === 'instance'
      ? ['rds', 'restore-db-instance-from-db-snapshot', '--db-instance-identifier', newId(id, at)]
      : ['rds', 'restore-db-cluster-from-snapshot', '--db-cluster-identifier', newId(id, at)]),
    ...(kind === 'instance'
      ? ['--db-snapshot-identifier', snapshot]
      : ['--snapshot-identifier', snapshot, '--engine', aurora]),
  ]);

const aurora = 'aurora-postgresql';

/** A restored cluster has none, and takes no connection until then. */
const firstInstance = (entry: Entry, { id }: InRds, at: string): string =>
  awsCommand(entry, [
    ...['rds', 'create-db-instance', '--db-instance-identifier', `${newId(id, at)}-1`],
    ...['--db-cluster-identifier', newId(id, at), '--engine', aurora, '--db-instance-class', 'CLASS-OF-ITS-WRITER'],
  ]);
