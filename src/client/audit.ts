// Reads `audit.jsonl` for `runback history --export`.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AuditLine, auditFile, readAuditLine } from '../audit.js';
import type { HistoryQuery } from '../history-query.js';
import type { DamagedFile } from './stored-reports.js';

interface Audit {
  /** As they were written, oldest first, each once. */
  readonly lines: readonly string[];
  readonly damaged: readonly DamagedFile[];
}

/** Those of an environment, a service, since a time. A file that is not there yet is empty. */
export async function readAudit(folder: string, query: Partial<HistoryQuery>): Promise<Audit> {
  const written = await readFile(join(folder, auditFile), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const seen = new Set<string>();
  const lines: string[] = [];
  const damaged: DamagedFile[] = [];
  for (const [index, text] of written.split('\n').entries()) {
    if (text === '') continue;
    const line = readAuditLine(text);
    if (line === undefined) damaged.push({ file: auditFile, why: `line ${index + 1} is not a line of the audit` });
    else if (!seen.has(line.key) && isAskedFor(line, query)) {
      seen.add(line.key);
      lines.push(text);
    }
  }
  return { lines, damaged };
}

const isAskedFor = (line: AuditLine, { environment, service, since }: Partial<HistoryQuery>): boolean =>
  (environment === undefined || line.environment === environment) &&
  (service === undefined || line.service === service) &&
  (since === undefined || Date.parse(line.at) >= Date.parse(since));
