// Reads the store of reports: a folder with a JSON file a run, named by when it closed. A damaged file hides no other.
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ClosedRun, closedRun, isReport } from '../history.js';
import { type HistoryQuery, isAskedFor, mostFilesAPage } from '../history-query.js';
import type { Report } from '../report.js';
import { inFileName, type NamedFile, readReportName } from '../report-name.js';

/** A file of the store that could not be read as a report. */
export interface DamagedFile {
  readonly file: string;
  readonly why: string;
}

export interface StoredHistory {
  /** Newest first. */
  readonly runs: readonly ClosedRun[];
  /** Those that were met on the way. */
  readonly damaged: readonly DamagedFile[];
  /** There may be more: `after` of the next page. */
  readonly next?: string;
}

/** A page of what the folder holds. A folder that is not there yet is empty; throws where it cannot be read. */
export async function readHistory(folder: string, query: HistoryQuery): Promise<StoredHistory> {
  const runs: ClosedRun[] = [];
  const damaged: DamagedFile[] = [];
  let last = '';
  for (const [index, named] of mayBeAskedFor(await namesIn(folder), query).entries()) {
    if (runs.length === query.limit || index === mostFilesAPage) return { runs, damaged, next: last };
    last = named.file;
    const read = await readStored(folder, named);
    if (read === 'being written') continue;
    if ('why' in read) damaged.push(read);
    else if (isAskedFor(read, query)) runs.push(closedRun(read));
  }
  return { runs, damaged };
}

/** The newest report of a rollback of a service, plans apart; undefined when it has none. */
export async function newestStoredReport(
  folder: string,
  { environment, service }: { environment: string; service: string },
): Promise<Report | undefined> {
  const query = { environment, service, limit: 1 };
  for (const named of mayBeAskedFor(await namesIn(folder).catch(() => []), query)) {
    const read = await readStored(folder, named);
    if (read !== 'being written' && !('why' in read) && isAskedFor(read, query)) return read;
  }
  return undefined;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}

/** By their names, newest first. */
function mayBeAskedFor(names: readonly string[], { environment, service, since, after }: HistoryQuery): NamedFile[] {
  const ofService = service === undefined ? '' : inFileName(service);
  const ofEnvironment = environment === undefined ? '' : `${inFileName(environment)}-`;
  const from = since === undefined ? Number.NEGATIVE_INFINITY : Math.floor(Date.parse(since) / 1_000) * 1_000;
  return names
    .toSorted()
    .reverse()
    .filter((name) => after === undefined || name < after)
    .flatMap((name) => readReportName(name) ?? [])
    .filter(
      ({ about, closedAt }) =>
        about.startsWith(ofEnvironment) && about.includes(ofService) && Date.parse(closedAt) >= from,
    );
}

// A draft is there for a moment; one that stays is left of a worker that died.
const draftLastsMs = 60_000;

async function readStored(
  folder: string,
  { file, isDraft }: NamedFile,
): Promise<Report | DamagedFile | 'being written'> {
  const path = join(folder, file);
  try {
    if (isDraft) {
      const age = Date.now() - (await stat(path)).mtimeMs;
      return age < draftLastsMs ? 'being written' : { file, why: 'half-written: who wrote it did not come to the end' };
    }
    const report: unknown = JSON.parse(await readFile(path, 'utf8'));
    return isReport(report) ? report : { file, why: 'JSON, but not a report' };
  } catch (error) {
    return { file, why: error instanceof SyntaxError ? `not JSON: ${error.message}` : String(error) };
  }
}
