// Runbook › Test Downgrade (Staging First!): what a rehearsal found, what it is bound to, and where a database stands on its path. Pure.
import { lossesSeen } from './rehearsed-losses.js';
import type { SchemaDelta } from './schema-delta.js';
import type { Loss } from './step-verdict.js';
import type { TargetSchema } from './target-schema.js';

export interface RehearsedStep {
  readonly revision: string;
  /** In alembic_version after it, sorted. */
  readonly heads: readonly string[];
  readonly delta: SchemaDelta;
  /** Tables of which it changed or deleted rows, as the server counted; absent where none, or where it was not asked. */
  readonly changedRowsOf?: readonly string[];
  readonly tookMs: number;
}

export type TestRun =
  | {
      readonly state: 'passed' | 'failed';
      readonly command: string;
      readonly lastLines: readonly string[];
      readonly tookMs: number;
    }
  | { readonly state: 'not configured' };

/** One path, walked down and up again on a copy of staging. */
export interface Rehearsal {
  readonly database: string;
  readonly at: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** Over the migration files of the path, in hex. */
  readonly filesHash: string;
  readonly transactions: 'one' | 'each';
  readonly steps: readonly RehearsedStep[];
  /** The target release's own tests, on the schema that it will find. */
  readonly tests: TestRun;
  /** The same tests before the first step: whether the target runs on the newer schema. */
  readonly testsBefore: TestRun;
  /** Absent where the same schema came back; else what did not. */
  readonly doesNotComeUpAgain?: string;
  /** Whether the steps end at the schema that the target's own migrations build; absent where it went no further. */
  readonly schema?: TargetSchema;
  /** Of staging, though it is proven to be another server than production's. */
  readonly notKnown?: string;
  /** Why it went no further; absent when every step was taken. */
  readonly stoppedBy?: string;
}

/** Without what each step changed in the catalogue: that stays in the store. `loses`: of rows; absent where none. */
export interface RehearsalSummary extends Omit<Rehearsal, 'steps'> {
  readonly steps: readonly (Pick<RehearsedStep, 'revision' | 'heads' | 'tookMs'> & {
    readonly loses?: readonly Loss[];
  })[];
}

export const summaryOf = (rehearsal: Rehearsal): RehearsalSummary => ({
  ...rehearsal,
  steps: rehearsal.steps.map((step) => {
    const { revision, heads, tookMs } = step;
    const loses = lossesSeen(step);
    return { revision, heads, tookMs, ...(loses.length === 0 ? {} : { loses }) };
  }),
});

export interface Bound {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly filesHash: string;
}

/** Why production may not rely on it; undefined where it may. `expiresAfter` in milliseconds. */
export function whyNotValid(
  rehearsal: RehearsalSummary | undefined,
  wanted: Bound,
  now: string,
  expiresAfter: number,
): string | undefined {
  if (rehearsal === undefined) return 'it was not rehearsed';
  if (!same(rehearsal.from, wanted.from) || !same(rehearsal.to, wanted.to))
    return `what was rehearsed leads from ${list(rehearsal.from)} to ${list(rehearsal.to)}`;
  if (rehearsal.filesHash !== wanted.filesHash) return 'the migration files changed since it was rehearsed';
  if (Date.parse(now) - Date.parse(rehearsal.at) > expiresAfter)
    return `it was rehearsed at ${rehearsal.at}: too long ago`;
  if (rehearsal.stoppedBy !== undefined) return `the rehearsal stopped: ${rehearsal.stoppedBy}`;
  if (rehearsal.tests.state === 'failed')
    return `the target's tests failed after it: ${rehearsal.tests.lastLines.at(-1) ?? ''}`;
  return undefined;
}

const same = (one: readonly string[], other: readonly string[]): boolean =>
  [...one].sort().join() === [...other].sort().join();
const list = (revisions: readonly string[]): string => revisions.join(', ') || 'nothing';
