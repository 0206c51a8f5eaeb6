// Which incident a rollback belongs to: an earlier one's, where it is the same trouble by what the store shows.
import { isReport } from './history.js';
import { closedAtOf } from './history-query.js';
import type { Report } from './report.js';
import { between } from './runbook/durations.js';

/** A closed rollback of the same service whose people were told. */
export interface FormerRun {
  readonly id: string;
  /** Workflow id of its incident. */
  readonly incident: string;
  /** ISO time. */
  readonly closedAt: string;
  /** Task definitions of what it left, and of what served when it closed. */
  readonly about: readonly string[];
}

export interface FormerRuns {
  /** The one that is asked for by its id. */
  readonly named?: FormerRun;
  /** The one that closed last. */
  readonly newest?: FormerRun;
}

/** Undefined for what is no report, and where nobody was told. */
export function formerRunOf(stored: unknown): FormerRun | undefined {
  if (!isReport(stored) || stored.incident === undefined) return undefined;
  const { id, incident, from, to, serving } = stored;
  const about = [from, to, ...serving].flatMap((each) => each?.taskDefinition ?? []);
  return { id, incident, closedAt: closedAtOf(stored), about: [...new Set(about)] };
}

/** Whether a stored report is the rollback of a service, plans apart. */
export const isRollbackOf = (
  stored: unknown,
  { service, environment }: { readonly service: string; readonly environment: string },
): stored is Report =>
  isReport(stored) &&
  stored.service === service &&
  stored.environment === environment &&
  stored.request.planOnly !== true;

export interface BeginningRun {
  /** Task definition that is left now. */
  readonly from?: string;
  /** ISO time. */
  readonly now: string;
  /** Milliseconds that a rollback is watched afterwards. */
  readonly monitor: number;
}

/**
 * The run that was named; else the last one, within its hour, where this one leaves what that left serving, or the same
 * release again. Undefined where it is another incident.
 */
export function goesOnWith(run: BeginningRun, { named, newest }: FormerRuns): FormerRun | undefined {
  if (named !== undefined) return named;
  if (newest === undefined || run.from === undefined || !newest.about.includes(run.from)) return undefined;
  return between(newest.closedAt, run.now) <= run.monitor ? newest : undefined;
}
