// Runbook › Pre-Rollback Checklist, Backup Plan: "Ensure database backup is recent". The runbook has no figure for "recent".
import type { BackupFacts } from '../backups.js';
import type { CatalogueEntry } from '../catalogue/entry.js';
import type { ChecklistItem, Fact } from '../rollback.js';
import { between, inWords, milliseconds } from './durations.js';
import { clock, day, oneLine } from './wording.js';

/** A night's snapshot, or point-in-time recovery that has missed no more than two of its five-minute uploads. */
export const recentBackup = { snapshotAtMost: '24 hours', restorableAtMost: '15 minutes' } as const;

type Answer = Pick<ChecklistItem, 'state' | 'evidence'>;

/** Done by one backup that is recent at `at`; open where none is, or where they could not be read. */
export function judgeBackups(
  backups: Fact<BackupFacts>,
  { database }: Pick<CatalogueEntry, 'database'>,
  at: string,
): Answer {
  if (backups.state === 'unknown') {
    return { state: 'open', evidence: `the backups could not be read: ${oneLine(backups.why, 160)}` };
  }
  if (backups.state === 'not connected') return { state: 'not connected', evidence: notNamed(database) };
  const { value } = backups;
  const recent =
    isRecent(value.restorableTo, recentBackup.restorableAtMost, at) ||
    isRecent(value.newestSnapshot?.at, recentBackup.snapshotAtMost, at);
  return { state: recent ? 'done' : 'open', evidence: backupsInWords(value, at) };
}

const notNamed = (database: CatalogueEntry['database']): string =>
  database === undefined
    ? 'No database is in the catalogue: there is no backup to look for'
    : `The catalogue names no RDS instance or cluster for the database at ${database.host}: nothing is known of its backups`;

const isRecent = (made: string | undefined, limit: string, at: string): boolean =>
  made !== undefined && between(made, at) <= milliseconds(limit);

/** "applylens-prod can be restored to 03:02 UTC (2 min ago); newest snapshot rds:… of 23 November 03:00 UTC (4 min ago)". */
export function backupsInWords({ id, status, newestSnapshot, restorableTo }: BackupFacts, at: string): string {
  const snapshot =
    newestSnapshot === undefined
      ? 'it has no snapshot'
      : `newest snapshot ${newestSnapshot.id} of ${aged(newestSnapshot.at, at)}`;
  const restorable =
    restorableTo === undefined ? 'has no automated backups' : `can be restored to ${aged(restorableTo, at)}`;
  return `${id} ${restorable}; ${snapshot}${status === 'available' ? '' : `; it is ${status}`}`;
}

function aged(made: string, at: string): string {
  const isToday = made.slice(0, 10) === at.slice(0, 10);
  return `${isToday ? '' : `${day(made)} `}${clock(made)} (${inWords(between(made, at))} ago)`;
}
