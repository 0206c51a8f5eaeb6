// Appends to the audit, a file a month: a line a write, and what a run wrote already stands in a small file of its own.
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type AuditLine, auditFileOf, auditLinesOf, type WrittenLine, writtenFileOf } from '../src/audit.js';
import type { Report } from '../src/report.js';
import { parseJson } from './json-fields.js';
import { replaceFile } from './replace-file.js';

/**
 * Throws where it cannot be written. Repeated, it adds what is missing; a line that was written without that being noted
 * is there twice with the same key, which its readers take once.
 */
export async function appendToAudit(folder: string, report: Report): Promise<void> {
  const written = join(folder, writtenFileOf(report.runId));
  const known = writtenLines(await readFile(written, 'utf8').catch(emptyWhenAbsent));
  const lines = auditLinesOf(report, known);
  if (lines.length === 0) return;
  await append(join(folder, auditFileOf(report)), lines);
  await mkdir(dirname(written), { recursive: true });
  const all = [...known, ...lines].map(({ key, kind, at }) => ({ key, kind, at }));
  await replaceFile(written, `${JSON.stringify(all)}\n`);
}

function writtenLines(text: string): readonly WrittenLine[] {
  const read = parseJson(text);
  return Array.isArray(read) ? (read as readonly WrittenLine[]) : [];
}

const emptyWhenAbsent = (error: NodeJS.ErrnoException): string => {
  if (error.code === 'ENOENT') return '';
  throw error;
};

/** Opened to append only: writers beside each other never write into each other's line. */
async function append(file: string, lines: readonly AuditLine[]): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const audit = await open(file, 'a+');
  try {
    // A writer that died may have left half a line.
    let before = (await endsWithLine(audit)) ? '' : '\n';
    for (const line of lines) {
      const text = Buffer.from(`${before}${JSON.stringify(line)}\n`);
      const { bytesWritten } = await audit.write(text);
      if (bytesWritten < text.length) throw new Error(`${file} took half a line: the disk may be full`);
      before = '';
    }
    await audit.datasync();
  } finally {
    await audit.close();
  }
}

async function endsWithLine(audit: Awaited<ReturnType<typeof open>>): Promise<boolean> {
  const { size } = await audit.stat();
  if (size === 0) return true;
  const { buffer } = await audit.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer.toString() === '\n';
}
