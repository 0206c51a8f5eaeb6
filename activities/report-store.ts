// Reports outlive Temporal's retention: a folder with one JSON and one Markdown each (design §9).
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Amendment, amended } from '../src/amended.js';
import { failure } from '../src/failures.js';
import { isReport } from '../src/history.js';
import type { Report, ReportOf } from '../src/report.js';
import { reportMarkdown } from '../src/report-markdown.js';
import { aboutOf, inFileName, reportName } from '../src/report-name.js';
import { appendToAudit } from './audit-log.js';
import { parseJson } from './json-fields.js';
import { replaceFile } from './replace-file.js';

interface StoredReport {
  readonly json: string;
  readonly markdown: string;
}

interface Store {
  readonly reports: string;
}

/** Stores the report and answers the paths. The same run overwrites its own report, whenever it closed. */
export const storeReport =
  ({ reports }: Store) =>
  async ({ report }: { report: Report }): Promise<StoredReport> =>
    inStore(`Storing the report of ${report.id} in ${reports}`, async () => {
      await mkdir(reports, { recursive: true });
      const name = (await nameOfEarlier(reports, report)) ?? (await freeName(reports, report));
      return write(reports, name, report);
    });

/** Adds to a report that is stored; done where it is there already. */
export const amendReport =
  ({ reports }: Store) =>
  async ({ of, amendment }: { of: ReportOf; amendment: Amendment }): Promise<void> =>
    inStore(`Adding to the report of ${of.id} in ${reports}`, async () => {
      const { name, report } = await stored(reports, of);
      await write(reports, name, amended(report, amendment));
    });

/** The lines of a stored report in the audit beside it; done where they are there already. */
export const writeAudit =
  ({ reports }: Store) =>
  async ({ of }: { of: ReportOf }): Promise<void> =>
    inStore(`Writing the audit of ${of.id} in ${reports}`, async () => {
      await appendToAudit(reports, (await stored(reports, of)).report);
    });

async function inStore<T>(attempted: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw failure('StoreUnavailable', {
      attempted,
      cameBack: error instanceof Error ? error.message : String(error),
      next: 'Make the folder writable for the worker (RUNBACK_REPORTS); Runback tries again by itself',
    });
  }
}

async function write(folder: string, name: string, report: Report): Promise<StoredReport> {
  const paths = { json: join(folder, `${name}.json`), markdown: join(folder, `${name}.md`) };
  await replaceFile(paths.markdown, reportMarkdown(report));
  await replaceFile(paths.json, `${JSON.stringify(report, null, 2)}\n`);
  return paths;
}

async function stored(folder: string, of: ReportOf): Promise<{ readonly name: string; readonly report: Report }> {
  for await (const found of newest(folder, of)) if (found.report.id === of.id) return found;
  throw new Error('there is no report of it');
}

async function nameOfEarlier(folder: string, report: Report): Promise<string | undefined> {
  for await (const found of newest(folder, report)) {
    if (found.report.id === report.id && found.report.runId === report.runId) return found.name;
  }
  return undefined;
}

/** The reports of a service, newest first; a run's own is among the newest. */
async function* newest(
  folder: string,
  of: ReportOf,
): AsyncGenerator<{ readonly name: string; readonly report: Report }> {
  for (const file of filesAbout(await readdir(folder), of)
    .toReversed()
    .slice(0, lookedAt)) {
    const report: unknown = parseJson(await readFile(join(folder, file), 'utf8').catch(() => ''));
    if (isReport(report)) yield { name: file.slice(0, -'.json'.length), report };
  }
}

/** Names of the reports of a service, oldest first; those of services whose names begin alike are among them. */
export function filesAbout(names: readonly string[], of: Parameters<typeof aboutOf>[0]): string[] {
  const about = `-${inFileName(aboutOf(of))}`;
  return names.filter((file) => file.includes(about) && file.endsWith('.json')).toSorted();
}

const lookedAt = 20;

/** Two runs of one service may close in one second. */
async function freeName(folder: string, report: Report): Promise<string> {
  const name = reportName(report);
  const taken = new Set(await readdir(folder));
  return taken.has(`${name}.json`) ? `${name}-${report.runId.slice(0, 8)}` : name;
}
