// What a database rollback asks of the outside world. As all activities: safe to run twice, read before change.
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import type { Assessment } from '../src/database/assessment.js';
import type { BackupMade, Refusal } from '../src/database/backup.js';
import type { RehearsalSummary } from '../src/database/rehearsal.js';
import type { Standing, Waypoint } from '../src/database/standing.js';
import type { ReleaseName } from '../src/rollback.js';
import type { RunIdentity } from './answers.js';
import type { Blocker } from './database/orphans.js';

/** What a downgrade came to. Only `standing` is what is so; the rest is what was said. */
export interface DowngradeEnd {
  readonly standing: Standing;
  /** Whether a step may have been begun, by this attempt or by one before it; else whatever changed is somebody else's. */
  readonly begun: boolean;
  /** Revisions that this attempt set out to take back. */
  readonly ran: readonly string[];
  /** Backends of an earlier attempt that went on without their client. */
  readonly orphansEnded: number;
  /** Why it went no further; absent where the runner finished. */
  readonly says?: string;
  readonly sqlstate?: string | null;
  /** One of the words of schema-runner/README.md. */
  readonly kind?: string;
  /** Whose transactions hold what was needed. */
  readonly blockers: readonly Blocker[];
  readonly at: string;
}

/** `refused`: nothing was changed, and a person can mend it; `out of time`: it may still become available. */
export type BackedUp =
  | ({ readonly end: 'available' } & BackupMade)
  | ({ readonly end: 'refused' } & Refusal)
  | { readonly end: 'out of time' | 'stopped'; readonly why: string };

export interface DatabaseActivities {
  /**
   * Heartbeating on queue runback-follow: the run's own snapshot, made once however often it is asked for, until it is
   * available. Never deletes one. Heartbeat details have `at`, `sentence` and, where RDS says it, `percent`.
   */
  backUpDatabase(input: {
    entry: CatalogueEntry;
    run: RunIdentity;
    acceptedAt: string;
    /** ISO time at which it answers `out of time`. */
    deadline: string;
  }): Promise<BackedUp>;

  /** Heartbeating, on queue runback-follow: reads the database and both releases’ migrations; changes nothing. Fails with MigrationsRefused and the failures of the database. */
  assessDatabase(input: {
    entry: CatalogueEntry;
    run: RunIdentity;
    from: ReleaseName;
    to: ReleaseName;
    /** Instead of the target's own heads. */
    revision?: string;
    /** All that counting the rows of what would be lost may take; each count as long as a statement where absent. */
    countsWithinMs?: number;
  }): Promise<Assessment>;

  /** Heartbeating, on queue runback-follow: the steps on a copy of staging, kept in the store. */
  rehearseDatabase(input: {
    entry: CatalogueEntry;
    run: RunIdentity;
    from: ReleaseName;
    to: ReleaseName;
    assessment: Assessment;
  }): Promise<RehearsalSummary>;

  /** One that is bound to the same files and both ends; undefined where none was stored. */
  findRehearsal(input: { entry: CatalogueEntry; assessment: Assessment }): Promise<RehearsalSummary | undefined>;

  /** Heartbeating, on queue runback-follow: every point of the path as it will look in this database: its catalogue now, with the rehearsal's differences. */
  plotPath(input: {
    entry: CatalogueEntry;
    run: RunIdentity;
    from: ReleaseName;
    assessment: Assessment;
  }): Promise<readonly Waypoint[]>;

  /** Heartbeating, on queue runback-follow: from wherever the database stands on the path, to its end. */
  downgradeDatabase(input: {
    entry: CatalogueEntry;
    run: RunIdentity;
    from: ReleaseName;
    assessment: Assessment;
    path: readonly Waypoint[];
  }): Promise<DowngradeEnd>;

  /** Which run holds a database, by the id of its lock; `by` is a workflow id. Fails with TemporalUnavailable. */
  readDatabaseHolder(input: { lock: string }): Promise<{ state: 'free' | 'held'; by?: string }>;

  /** Answers once nobody holds it any more; fails with NotYet until then. */
  databaseFreed(input: { lock: string }): Promise<void>;

  /** Heartbeating, on queue runback-follow: where it stands now; nothing is ended and nothing changed. */
  readStanding(input: {
    entry: CatalogueEntry;
    run: RunIdentity;
    from: ReleaseName;
    path: readonly Waypoint[];
  }): Promise<Standing>;
}
