// What is read for Runbook › Prevention when a run closes, and what it comes to.
import type { Compatibility } from './database/order.js';
import type { Fact } from './rollback.js';

/** `asked later`: the run has just closed. */
export type PreventionSources = PreventionFacts | 'asked later';

export interface PreventionFacts {
  readonly staging: Fact<InStaging>;
  readonly checkRuns: Fact<CheckRuns>;
}

/** How long the release that was left had run in staging when it was deployed here. */
export interface InStaging {
  readonly environment: string;
  /** Milliseconds. */
  readonly ranMs: number | 'not seen';
  /** ISO time of the oldest deployment that staging remembers. */
  readonly lookedBackTo?: string;
}

export interface CheckRuns {
  readonly commit: string;
  readonly total: number;
  /** Not over yet. */
  readonly open: number;
  /** Names. */
  readonly failed: readonly string[];
}

/** The migrations that are in the database and that the release which was gone back to does not know. */
export interface NewerMigrations {
  readonly database: string;
  /** Where the database stood before the rollback. */
  readonly at: readonly string[];
  /** The newest of them; `count` is how many there are. */
  readonly revisions: readonly string[];
  readonly count: number;
  /** The database lacks what that release expects: nothing is known of the newer ones then. */
  readonly lacks: boolean;
  /** By its own tests, or by what the steps are; what the catalogue vouches for is apart. */
  readonly compatibility: Compatibility;
  readonly testsFailed: boolean;
  readonly dropped: readonly string[];
  readonly isVouchedFor: boolean;
  readonly servedOn?: ServedOn;
}

export interface ServedOn {
  readonly release: string;
  readonly fared: 'well' | 'badly';
  readonly evidence?: string;
}

/** A recommendation of the runbook, whether it was kept, and what shows it. */
export interface Prevented {
  readonly title: string;
  readonly kept: 'kept' | 'not kept' | 'unknown';
  readonly evidence: string;
  readonly source: string;
}

export type Judged = Omit<Prevented, 'title'>;
