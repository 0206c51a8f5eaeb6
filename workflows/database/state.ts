// What a run knows of the database it takes back, and what it says of it.
import type { ChildWorkflowHandle, Workflow } from '@temporalio/workflow';
import type { Assessment } from '../../src/database/assessment.js';
import type { BackupMade } from '../../src/database/backup.js';
import type { Ordered } from '../../src/database/order.js';
import type { RehearsalSummary } from '../../src/database/rehearsal.js';
import type { Standing, Waypoint } from '../../src/database/standing.js';
import type { Fact } from '../../src/rollback.js';
import type { Course } from '../course.js';

export interface DatabaseCourse {
  assessment: Assessment;
  rehearsal: RehearsalSummary;
  backup: BackupMade;
  /** Before the first step, then after each, as this database will look. */
  path: readonly Waypoint[];
  order: Ordered;
  /** Whether DDL was begun, and whether it is known to have been applied. */
  change: 'none' | 'asked' | 'made';
  standing?: Standing;
  readonly preparingAt: string;
  readonly preparedAt: string;
  /** When the downgrade was asked for first. */
  askedAt?: string;
  changedAt?: string;
  doneAt?: string;
}

export interface OfDatabase {
  /** A person decided that the application goes back alone. */
  withoutDatabase?: { readonly by: string };
  /** What taking the schema back to the target's would do, or why that is not known. */
  schema?: Fact<Assessment>;
  schemaShown?: readonly string[];
  /** No migration explains trouble from before a deployment: the target is chosen without that excuse. */
  migrationIsCleared?: true;
  /** Milliseconds, and of which releases. */
  assessedAt?: { readonly between: string; readonly at: number };
  /** Held for as long as it is open. */
  databaseLock?: ChildWorkflowHandle<Workflow>;
  /** Of this run: what it showed of the target on the newer schema counts for the application alone, too. */
  rehearsal?: RehearsalSummary;
  database?: DatabaseCourse;
}

/** Where the schema stands, as far as it was read. */
export function databaseInWords({ assessment, change, standing }: DatabaseCourse): string {
  const { database, from, to, steps } = assessment;
  if (change === 'none' && standing?.state === 'off the path')
    return `The schema of ${database} was changed by somebody else; this run has not touched it`;
  if (change === 'none') return `The database ${database} is as it was, at ${from.join(', ')}`;
  if (standing === undefined) return `It could not be read where the database ${database} stands`;
  if (standing.state === 'off the path') return `The database ${database} is in a state that was never rehearsed`;
  if (standing.done === 0) return `The database ${database} is as it was, at ${from.join(', ')}`;
  if (standing.done === steps.length) return `The database ${database} was taken back to ${to.join(', ') || 'nothing'}`;
  return `The database ${database} is between: ${standing.done} of ${steps.length} steps are taken back`;
}

/** Whether a name has to be proven here: always where data is at stake. */
export const demandsProof = (course: Pick<Course, 'database' | 'entry'>): boolean =>
  course.database !== undefined || course.entry?.policy.identity === 'authenticated';
