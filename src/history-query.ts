// Which closed runs are asked for.
import { readDay, readDuration } from './catalogue/units.js';
import type { Report } from './report.js';
import type { Outcome } from './rollback.js';

export interface HistoryQuery {
  readonly environment?: string;
  readonly service?: string;
  readonly outcome?: Outcome;
  /** ISO time: what closed earlier is left out. */
  readonly since?: string;
  /** The page after the one that ended with this. */
  readonly after?: string;
  /** Runs a page. */
  readonly limit: number;
  /** What the one who asks may see; all when absent. */
  readonly maySee?: (where: { readonly environment: string; readonly service: string }) => boolean;
}

export const mostRunsAPage = 200;
/** Reports that are read for one page, whatever is asked for; the next page goes on from there. */
export const mostFilesAPage = 1_000;

export const closedAtOf = ({ times }: Pick<Report, 'times'>): string => times.closedAt ?? times.acceptedAt;

/** Plans that nobody wanted carried out are no rollbacks: they are shown where PLANNED is asked for. */
export const isAskedFor = (
  report: Report,
  { environment, service, outcome, since, maySee = () => true }: HistoryQuery,
): boolean =>
  maySee(report) &&
  (environment === undefined || report.environment === environment) &&
  (service === undefined || report.service === service) &&
  (outcome === undefined ? report.request.planOnly !== true : report.outcome === outcome) &&
  (since === undefined || Date.parse(closedAtOf(report)) >= Date.parse(since));

/** "7 days" (before `now`, ISO), 2026-11-23 (its beginning, UTC) or a time as ISO; undefined for anything else. */
export function readSince(written: string, now: string): string | undefined {
  const text = written.trim();
  const duration = readDuration(text);
  const day = readDay(text);
  if (duration !== undefined) return isoOf(Date.parse(now) - duration);
  if (day !== undefined) return `${day}T00:00:00.000Z`;
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text)
    ? isoOf(Date.parse(text))
    : undefined;
}

const isoOf = (ms: number): string | undefined => {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
};

export const sinceExpected = 'expected "7 days", 2026-11-23 or a time such as 2026-11-23T03:00Z';
