// The series that the rules record, by what they measure and over which window: `runback:error_rate:60s`.
import type { CatalogueEntry } from '../catalogue/entry.js';
import type { Queries } from '../catalogue/measured-entry.js';
import { averageOfSteps, countOfSteps, promqlDuration, withWindow } from '../promql.js';

const figures = {
  errorRate: 'error_rate',
  requests: 'requests',
  p95Seconds: 'p95_seconds',
  connectionFailures: 'database_connection_failures',
  connectionAttempts: 'database_connection_attempts',
} as const;
export type Figure = keyof typeof figures;

export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
}

export const labelsOf = ({ service, environment }: CatalogueEntry) => ({ service, environment });

/** The name of a recorded series; `what` is its window, or "average" and "measured" of the P95's comparison window. */
export const nameOf = (figure: Figure, what: string | number): string =>
  `runback:${figures[figure]}:${typeof what === 'number' ? promqlDuration(what) : what}`;

/** A recorded series as it is asked for, so many milliseconds ago. */
export function recorded(entry: CatalogueEntry, figure: Figure, what: string | number, ago?: number): string {
  const { service, environment } = entry;
  const selector = `${nameOf(figure, what)}{service="${service}",environment="${environment}"}`;
  return ago === undefined ? selector : `${selector} offset ${promqlDuration(ago)}`;
}

/** Each window once. */
export function recordWindows(entry: CatalogueEntry, queries: Queries): RecordingRule[] {
  const { errorRateMinute: minute, ...timings } = entry.timings;
  const windows: readonly (readonly [Figure, readonly number[]])[] = [
    [
      'errorRate',
      [minute, timings.errorRateFor, timings.errorRateBaseline, timings.burnRateLong, timings.burnRateShort],
    ],
    [
      'requests',
      [
        minute,
        timings.errorRateFor,
        timings.errorRateBaseline,
        timings.burnRateLong,
        timings.burnRateShort,
        timings.latencyFor,
      ],
    ],
    ['p95Seconds', [minute]],
    ['connectionFailures', [minute]],
    ['connectionAttempts', [timings.connectionFailuresFor]],
  ];
  return windows.flatMap(([figure, each]) => {
    const { [figure]: template } = queries;
    if (template === undefined) return [];
    return [...new Set(each)].map((window) => record(entry, nameOf(figure, window), withWindow(template, window)));
  });
}

/** What the P95 is compared with: many queries in one, so asked less often than the rest. */
export function recordBaseline(entry: CatalogueEntry, { p95Seconds, requests }: Queries): RecordingRule[] {
  if (p95Seconds === undefined) return [];
  const { latencyBaseline: over, latencyBaselineStep: step, latencyFor: offset } = entry.timings;
  return [
    record(entry, nameOf('p95Seconds', 'average'), averageOfSteps(p95Seconds, { over, step, offset })),
    record(entry, nameOf('p95Seconds', 'measured'), countOfSteps(p95Seconds, { over, step, offset })),
    record(entry, nameOf('requests', 'baseline'), withWindow(requests, over)),
  ];
}

const record = (entry: CatalogueEntry, name: string, expr: string): RecordingRule => ({
  record: name,
  expr: expr.replace(/\s+/g, ' ').trim(),
  labels: labelsOf(entry),
});
