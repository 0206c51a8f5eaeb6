// Appends to `audit.jsonl`: once for each run, also when the activity is repeated or another worker takes over.
import { appendFile, open, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { type AuditLine, auditFile, auditLinesOf, readAuditLine } from '../src/audit.js';
import type { Report } from '../src/report.js';

// Longer than an attempt of the activity lasts: who holds it for longer has died.
const lockLastsMs = 15_000;
const lockedAtMostMs = 6_000;
const betweenTriesMs = 25;

/** Throws where it cannot be written, or where others write for longer than an attempt may wait. */
export async function appendToAudit(folder: string, report: Report): Promise<void> {
  const file = join(folder, auditFile);
  await inTurn(file, () =>
    locked(`${file}.lock`, async () => {
      const written = await readFile(file, 'utf8').catch(emptyWhenAbsent);
      const lines = auditLinesOf(report, linesOfRun(written, report.runId));
      if (lines.length === 0) return;
      // A writer that died may have left half a line.
      const begins = written === '' || written.endsWith('\n') ? '' : '\n';
      await appendFile(file, `${begins}${lines.map((line) => `${JSON.stringify(line)}\n`).join('')}`);
    }),
  );
}

const linesOfRun = (written: string, runId: string): AuditLine[] =>
  written
    .split('\n')
    .filter((line) => line.includes(runId))
    .flatMap((line) => readAuditLine(line) ?? [])
    .filter((line) => line.runId === runId);

const emptyWhenAbsent = (error: NodeJS.ErrnoException): string => {
  if (error.code === 'ENOENT') return '';
  throw error;
};

const turns = new Map<string, Promise<unknown>>();

/** One after the other within this process. */
async function inTurn(file: string, write: () => Promise<void>): Promise<void> {
  const before = turns.get(file) ?? Promise.resolve();
  const mine = before.catch(() => undefined).then(write);
  turns.set(file, mine);
  try {
    await mine;
  } finally {
    if (turns.get(file) === mine) turns.delete(file);
  }
}

/** Alone among processes that share the folder. */
async function locked(lock: string, write: () => Promise<void>): Promise<void> {
  const begun = Date.now();
  while (!(await taken(lock))) {
    if (Date.now() - begun > lockedAtMostMs) throw new Error(`${lock} is held by another worker`);
    await after(betweenTriesMs);
  }
  try {
    await write();
  } finally {
    await rm(lock, { force: true });
  }
}

async function taken(lock: string): Promise<boolean> {
  try {
    await (await open(lock, 'wx')).close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const age = await stat(lock).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
  if (age > lockLastsMs) await rm(lock, { force: true });
  return false;
}
