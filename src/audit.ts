// The audit: what a closed run leaves in its month's file, a line for itself and one for each message that counted.
import { type ClosedRun, closedRun } from './history.js';
import { closedAtOf } from './history-query.js';
import type { Report } from './report.js';
import { inFileName } from './report-name.js';
import type { Spoken } from './rollback.js';

/** In the folder of the reports. */
export const auditFolder = 'audit';

/** All lines of a run that closed in a month stand in one file. */
export const auditFileOf = (report: Pick<Report, 'times'>): string =>
  `${auditFolder}/${closedAtOf(report).slice(0, 7)}.jsonl`;

/** What a run has written already. */
export const writtenFileOf = (runId: string): string => `${auditFolder}/written/${inFileName(runId)}.json`;

/** The month of a file's name, "2026-11"; undefined for what is no file of the audit. */
export const monthOf = (file: string): string | undefined => /^(\d{4}-\d\d)\.jsonl$/.exec(file)?.[1];

interface OfRun {
  /** No two lines have the same. */
  readonly key: string;
  /** ISO time of what the line tells. */
  readonly at: string;
  readonly id: string;
  readonly runId: string;
  readonly service: string;
  readonly environment: string;
}

interface MessageLine extends OfRun, Spoken {
  readonly kind: 'message';
}

/** `closed again`: it closed once before, and went on because closing did not come to its end. */
interface ClosedLine extends OfRun, Omit<ClosedRun, 'state' | 'messages' | keyof OfRun> {
  readonly kind: 'closed' | 'closed again';
}

export type AuditLine = MessageLine | ClosedLine;

/** As much of a line as tells whether it is there. */
export type WrittenLine = Pick<AuditLine, 'key' | 'kind' | 'at'>;

/** What of a run is still to be appended, in the order in which it happened. `known`: what is written of this run. */
export function auditLinesOf(report: Report, known: readonly WrittenLine[]): AuditLine[] {
  const keys = new Set(known.map(({ key }) => key));
  return [...messageLines(report), closedLine(report, known)].filter(({ key }) => !keys.has(key));
}

function messageLines(report: Report): MessageLine[] {
  const { id, service, environment, runId } = closedRun(report);
  const heard = new Map<string, number>();
  return (report.messages ?? []).map((spoken) => {
    const name = `${runId}/${spoken.at}/${spoken.message}`;
    const again = (heard.get(name) ?? 0) + 1;
    heard.set(name, again);
    const key = again === 1 ? name : `${name}/${again}`;
    return { kind: 'message', key, id, runId, service, environment, ...spoken };
  });
}

function closedLine(report: Report, known: readonly WrittenLine[]): ClosedLine {
  const { state: _, messages: __, ...run } = closedRun(report);
  const at = closedAtOf(report);
  const before = known.filter(({ kind }) => kind !== 'message');
  const isFirst = before.length === 0 || before.some((line) => line.key === run.runId && line.at === at);
  return isFirst
    ? { kind: 'closed', key: run.runId, at, ...run }
    : { kind: 'closed again', key: `${run.runId}/${at}`, at, ...run };
}

/** Undefined for what is no line of the audit. */
export function readAuditLine(text: string): AuditLine | undefined {
  try {
    const line: unknown = JSON.parse(text);
    return isAuditLine(line) ? line : undefined;
  } catch {
    return undefined;
  }
}

const isAuditLine = (value: unknown): value is AuditLine =>
  typeof value === 'object' &&
  value !== null &&
  ['kind', 'key', 'at', 'runId', 'service', 'environment'].every(
    (name) => typeof (value as Record<string, unknown>)[name] === 'string',
  );
