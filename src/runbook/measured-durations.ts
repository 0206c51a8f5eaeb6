// The runbook's durations beside the measured ones (decisions 1 and 28): of its figures that disagree the longer counts.
import type { Report } from '../report.js';
import { between, milliseconds } from './durations.js';
import { procedures } from './rollback-procedures.js';

export interface MeasuredDuration {
  readonly part: string;
  /** Milliseconds. */
  readonly tookMs: number;
  /** As the runbook writes it; absent where it gives none. */
  readonly runbook?: string;
  readonly isLonger: boolean;
}

const detection = '<2 minutes';
const verification = '15-30 minutes';

/** What a simulation measured in quick time is compared at the runbook's pace. */
export function measuredDurations(report: Report): MeasuredDuration[] {
  const { onset, times, attempts, timeScale = 1 } = report;
  const { acceptedAt, alertAt = acceptedAt, firstChangeAt, restoredAt, verifiedAt } = times;
  return [
    ...part('Detection', [onset, alertAt], timeScale, detection),
    ...part('Decision', [acceptedAt, firstChangeAt], timeScale),
    ...ofDatabase(report, timeScale),
    ...attempts.flatMap(({ method, startedAt, endedAt }) => {
      const { heading, expected } = procedures[method];
      return part(`Execution, ${heading}`, [startedAt, endedAt], timeScale, expected);
    }),
    ...part('Verification', [restoredAt, verifiedAt], timeScale, verification),
  ];
}

/** Runbook › Database Rollback, "Timeline": the rehearsal goes on beside the backup. No simulation makes a migration faster. */
function ofDatabase({ database }: Report, timeScale: number): MeasuredDuration[] {
  if (database === undefined) return [];
  const { preparingAt, preparedAt, askedAt, doneAt } = database;
  const [backup, downgrade] = procedures.database.timeline;
  return [
    ...part('Rehearsal and database backup', [preparingAt, preparedAt], timeScale, backup?.takes),
    ...part('Migration downgrade', [askedAt, doneAt], 1, downgrade?.takes),
  ];
}

function part(
  name: string,
  [from, to]: readonly [string | undefined, string | undefined],
  timeScale: number,
  runbook?: string,
): MeasuredDuration[] {
  if (from === undefined || to === undefined) return [];
  const tookMs = Math.max(0, between(from, to));
  const isLonger = runbook !== undefined && tookMs * timeScale > milliseconds(runbook);
  return [{ part: name, tookMs, ...(runbook === undefined ? {} : { runbook }), isLonger }];
}
