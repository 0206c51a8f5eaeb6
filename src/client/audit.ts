// Reads the audit for `runback history --export`.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AuditLine, auditFolder, monthOf, readAuditLine } from '../audit.js';
import type { HistoryQuery } from '../history-query.js';
import type { DamagedFile } from './stored-reports.js';

interface Audit {
  /** As they were written, oldest first, each once. */
  readonly lines: readonly string[];
  readonly damaged: readonly DamagedFile[];
}

/** Those of an environment, a service, since a time. A folder that is not there yet is empty. */
export async function readAudit(folder: string, query: Partial<HistoryQuery>): Promise<Audit> {
  const seen = new Set<string>();
  const lines: string[] = [];
  const damaged: DamagedFile[] = [];
  for (const file of await filesOf(folder, query)) {
    const written = await readFile(join(folder, file), 'utf8');
    for (const [index, text] of written.split('\n').entries()) {
      if (text === '') continue;
      const line = readAuditLine(text);
      if (line === undefined) damaged.push({ file, why: `line ${index + 1} is not a line of the audit` });
      else if (!seen.has(line.key) && isAskedFor(line, query)) {
        seen.add(line.key);
        lines.push(text);
      }
    }
  }
  return { lines, damaged };
}

/** Oldest first. What happened since a time closed in its month or later. */
async function filesOf(folder: string, { since }: Partial<HistoryQuery>): Promise<readonly string[]> {
  const names = await readdir(join(folder, auditFolder)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const months = names.filter((name) => monthOf(name) !== undefined).toSorted();
  return months
    .filter((name) => since === undefined || name >= since.slice(0, 7))
    .map((name) => join(auditFolder, name));
}

const isAskedFor = (line: AuditLine, { environment, service, since }: Partial<HistoryQuery>): boolean =>
  (environment === undefined || line.environment === environment) &&
  (service === undefined || line.service === service) &&
  (since === undefined || Date.parse(line.at) >= Date.parse(since));
