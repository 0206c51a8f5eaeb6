// What is read for Runbook › Prevention when a run closes, and what it comes to.
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

/** A recommendation of the runbook, whether it was kept, and what shows it. */
export interface Prevented {
  readonly title: string;
  readonly kept: 'kept' | 'not kept' | 'unknown';
  readonly evidence: string;
  readonly source: string;
}
