// How a report's files are called: `<closed at, with dashes>-<environment>-<service>`.
import type { Report } from './report.js';

export function reportName({ times, ...report }: Report): string {
  const closedAt = (times.closedAt ?? times.acceptedAt).replace(/\.\d+Z$/, 'Z');
  return inFileName(`${closedAt}-${aboutOf(report)}`);
}

/** What stands in the name behind the time. */
export const aboutOf = ({ environment, service, id }: Pick<Report, 'environment' | 'service' | 'id'>): string =>
  `${environment}-${service || id}`;

export const inFileName = (text: string): string => text.replace(/[^A-Za-z0-9._-]/g, '-');

export interface NamedFile {
  readonly file: string;
  /** ISO time, to the second. */
  readonly closedAt: string;
  readonly about: string;
  /** Of a writer that did not come to its end. */
  readonly isDraft: boolean;
}

/** Undefined for what is no JSON report by its name. */
export function readReportName(file: string): NamedFile | undefined {
  const [, day, hour, minute, second, about, draft] =
    /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)Z-(.+)\.json(\.[\da-f-]{36})?$/.exec(file) ?? [];
  if (day === undefined || about === undefined) return undefined;
  return { file, closedAt: `${day}T${hour}:${minute}:${second}Z`, about, isDraft: draft !== undefined };
}
