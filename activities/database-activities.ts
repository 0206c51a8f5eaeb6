// What a database rollback asks of the outside world.
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import type { Refusal } from '../src/database/backup.js';
import type { RunIdentity } from './answers.js';

/** `refused`: nothing was changed, and a person can mend it; `out of time`: it may still become available. */
export type BackedUp =
  | {
      readonly end: 'available';
      readonly id: string;
      /** ISO time of what it holds. */
      readonly at: string;
      readonly allocatedGib: number;
      /** The second net: the newest moment of point-in-time recovery, where there is one. */
      readonly restorableTo?: string;
    }
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
}
