// Reports outlive Temporal's retention: a folder with one JSON and one Markdown each (design §9).
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failure } from '../src/failures.js';
import type { Report } from '../src/report.js';
import { reportMarkdown } from '../src/report-markdown.js';
import { aboutOf, inFileName, reportName } from '../src/report-name.js';
import { appendToAudit } from './audit-log.js';
import { parseJson } from './json-fields.js';

interface StoredReport {
  readonly json: string;
  readonly markdown: string;
}

/** Stores the report and answers the paths. The same run overwrites its own report, whenever it closed. */
export const storeReport =
  ({ reports }: { readonly reports: string }) =>
  async ({ report }: { report: Report }): Promise<StoredReport> => {
    try {
      await mkdir(reports, { recursive: true });
      const name = (await nameOfEarlier(reports, report)) ?? (await freeName(reports, report));
      const stored = { json: join(reports, `${name}.json`), markdown: join(reports, `${name}.md`) };
      await replace(stored.markdown, reportMarkdown(report));
      await replace(stored.json, `${JSON.stringify(report, null, 2)}\n`);
      await audited(reports, report, stored.json);
      return stored;
    } catch (error) {
      throw failure('StoreUnavailable', {
        attempted: `Storing the report of ${report.id} in ${reports}`,
        cameBack: error instanceof Error ? error.message : String(error),
        next: 'Make the folder writable for the worker (RUNBACK_REPORTS); Runback tries again by itself',
      });
    }
  };

/** The report is there all the same, which is said. */
async function audited(reports: string, report: Report, json: string): Promise<void> {
  await appendToAudit(reports, report).catch((error: unknown) => {
    throw new Error(`${json} is stored, but the audit beside it cannot be written: ${String(error)}`);
  });
}

async function nameOfEarlier(folder: string, report: Report): Promise<string | undefined> {
  for (const file of filesAbout(await readdir(folder), report)
    .toReversed()
    .slice(0, lookedAt)) {
    if (await isOf(report, join(folder, file))) return file.slice(0, -'.json'.length);
  }
  return undefined;
}

/** Names of the reports of a service, oldest first; those of services whose names begin alike are among them. */
export function filesAbout(names: readonly string[], of: Parameters<typeof aboutOf>[0]): string[] {
  const about = `-${inFileName(aboutOf(of))}`;
  return names.filter((file) => file.includes(about) && file.endsWith('.json')).toSorted();
}

/** A run's own report is among the newest of its service. */
const lookedAt = 20;

async function isOf({ id, runId }: Report, file: string): Promise<boolean> {
  const stored: unknown = parseJson(await readFile(file, 'utf8').catch(() => ''));
  return (
    typeof stored === 'object' &&
    stored !== null &&
    'id' in stored &&
    'runId' in stored &&
    stored.id === id &&
    stored.runId === runId
  );
}

/** Two runs of one service may close in one second. */
async function freeName(folder: string, report: Report): Promise<string> {
  const name = reportName(report);
  const taken = new Set(await readdir(folder));
  return taken.has(`${name}.json`) ? `${name}-${report.runId.slice(0, 8)}` : name;
}

/** A reader sees the file as it was or as it is, never half of it. */
async function replace(file: string, content: string): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeFile(draft, content);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
