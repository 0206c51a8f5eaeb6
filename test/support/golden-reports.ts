// Reports as a person reads them: a file of test/golden for each outcome and for each way to it that reads differently.
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Outcome } from '../../src/rollback.js';

const folder = fileURLToPath(new URL('../golden', import.meta.url));

/** The kept history that each is the report of. */
const goldens = {
  ROLLED_BACK: {
    '': 'rolled-back',
    'by the script': 'script',
    'script refused': 'script-refused',
    'taken back and the pipeline cancelled': 'pipeline-stopped',
    canary: 'canary',
    'after a diagnosis': 'diagnosed',
    'not measured': 'not-measured',
    'undoes another': 'undoes',
    'undoes a canary': 'canary-undoes',
  },
  ROLLED_BACK_TO_OTHER: { '': 'another-target', 'by ECS': 'elsewhere' },
  PARTIAL: { '': 'left-partial' },
  NOT_RECOVERED: { '': 'not-recovered', diagnosed: 'diagnosed-not-recovered' },
  FAILED_SAFE: { '': 'failed-safe' },
  FAILED_DIRTY: { '': 'settled', 'answer lost': 'unclear', 'not put back': 'not-put-back' },
  SUPERSEDED: { '': 'superseded', 'after our change': 'taken-over' },
  NOT_NEEDED: { '': 'not-needed' },
  ABORTED: {
    '': 'rejected',
    'while verifying': 'aborted-while-verifying',
    canary: 'canary-aborted',
    cancelled: 'cancelled',
    undone: 'undone',
    'canary undone': 'canary-undone',
  },
  PLANNED: { '': 'planned', 'mode observe': 'observed' },
} satisfies Record<Outcome, Readonly<Record<string, string>>>;

export const goldenReports = Object.entries(goldens).flatMap(([outcome, ways]) =>
  Object.entries(ways).map(([way, history]) => ({
    outcome,
    history,
    name: way === '' ? outcome : `${outcome}, ${way}`,
    file: join(folder, `${outcome}${way === '' ? '' : `-${way.toLowerCase().replaceAll(' ', '-')}`}.md`),
  })),
);

/** RUNBACK_RECORD_HISTORIES=1 writes those that are not there yet, as with the histories. */
export async function keptReport(file: string, report: string): Promise<string> {
  if (process.env.RUNBACK_RECORD_HISTORIES === '1' && !existsSync(file)) {
    await mkdir(folder, { recursive: true });
    await writeFile(file, report);
  }
  return readFile(file, 'utf8');
}

const months = 'January|February|March|April|May|June|July|August|September|October|November|December';

/** Without what differs from one recording to the next. */
export const withoutTimes = (report: string): string =>
  report
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replace(/\d\d:\d\d(:\d\d)? UTC/g, '<clock> UTC')
    .replace(new RegExp(`\\d{1,2} (${months})`, 'g'), '<day>')
    .replace(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, '<id>')
    .replace(/^(\| .* \| <time> \| ).*( \|)$/gm, '$1<duration>$2')
    .replace(/took .*?, the runbook/g, 'took <duration>, the runbook');
