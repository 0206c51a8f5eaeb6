// What is added to a stored report once its run has closed: the same added twice is there once. Pure.
import type { Prevented } from './prevention.js';
import type { Report } from './report.js';
import { withinBounds } from './report-bounds.js';
import type { TimelineEntry } from './rollback.js';

export interface Amendment {
  readonly prevention?: readonly Prevented[];
  readonly lines?: readonly TimelineEntry[];
}

export function amended(report: Report, { prevention, lines = [] }: Amendment): Report {
  const known = new Set(report.timeline.map(({ at, text }) => `${at} ${text}`));
  const added = lines.filter(({ at, text }) => !known.has(`${at} ${text}`));
  const timeline = [...report.timeline, ...added].toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at));
  return withinBounds({ ...report, ...(prevention === undefined ? {} : { prevention }), timeline });
}
