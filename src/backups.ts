// What a database could be restored from, as RDS showed it: facts only. Times ISO 8601.
import type { InRds } from './catalogue/database-entry.js';

export interface BackupFacts extends InRds {
  /** RDS's word for the state of the instance or cluster. */
  readonly status: string;
  /** Of an instance; a cluster's storage grows by itself. */
  readonly allocatedGib?: number;
  /** The newest that is available; absent where there is none. */
  readonly newestSnapshot?: {
    readonly id: string;
    /** What it holds is of this time. */
    readonly at: string;
    /** `manual`, `automated`, … */
    readonly type: string;
  };
  /** Absent where there are no automated backups. */
  readonly restorableTo?: string;
}
