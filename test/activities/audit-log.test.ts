import { appendFile, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { storeReport } from '../../activities/report-store.js';
import type { AuditLine } from '../../src/audit.js';
import { readAudit } from '../../src/client/audit.js';
import type { Report } from '../../src/report.js';
import { aReport } from '../support/a-run.js';

let reports: string;
beforeEach(async () => {
  reports = await mkdtemp(join(tmpdir(), 'runback-audit-'));
});
afterEach(() => rm(reports, { recursive: true, force: true }));

const spoken = (text: string, second: number) =>
  ({ at: `2026-11-23T03:05:0${second}.000Z`, message: 'approve', by: 'ann', identity: 'claimed', text }) as const;
const ofRun = (runId: string, given: Partial<Report> = {}): Report => aReport({ runId, ...given });
const store = (report: Report, act = storeReport) => act({ reports })({ report });
const file = () => join(reports, 'audit.jsonl');
const lines = async (): Promise<AuditLine[]> =>
  (await readFile(file(), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as AuditLine);

describe('the audit', () => {
  it('has a line for each message that counted and one for the end, with who, what and when', async () => {
    await store(ofRun('run-1', { messages: [spoken('approved', 1), spoken('approved again', 1)] }));
    expect(await lines()).toMatchObject([
      { kind: 'message', runId: 'run-1', by: 'ann', identity: 'claimed', message: 'approve', text: 'approved' },
      { kind: 'message', text: 'approved again' },
      {
        kind: 'closed',
        key: 'run-1',
        id: 'rollback/prod/applylens-api',
        outcome: 'ROLLED_BACK',
        asked: { kind: 'alert' },
        changed: expect.stringContaining('service applylens-api-prod'),
      },
    ]);
  });

  it('has them once where the answer was lost and the activity is repeated', async () => {
    const report = ofRun('run-1', { messages: [spoken('approved', 1)] });
    await store(report);
    await store(JSON.parse(JSON.stringify(report)) as Report);
    expect(await lines()).toHaveLength(2);
  });

  it('has them once where another worker takes over while the first still writes', async () => {
    vi.resetModules();
    const other = (await import('../../activities/report-store.js')).storeReport;
    const all = Array.from({ length: 12 }, (_, index) => ofRun(`run-${index}`, { messages: [spoken('approved', 1)] }));
    await Promise.all(all.flatMap((report) => [store(report), store(report, other)]));
    const keys = (await lines()).map(({ key }) => key);
    expect(keys).toHaveLength(24);
    expect(new Set(keys).size).toBe(24);
  });

  it('goes on behind half a line that a worker left when it died, and behind its lock', async () => {
    await store(ofRun('run-1'));
    await appendFile(file(), '{"kind":"closed","key":"ru');
    await writeFile(`${file()}.lock`, '');
    await utimes(`${file()}.lock`, 1, 1);
    await store(ofRun('run-2'));
    const { lines: read, damaged } = await readAudit(reports, {});
    expect(read.map((line) => (JSON.parse(line) as AuditLine).key)).toEqual(['run-1', 'run-2']);
    expect(damaged).toEqual([{ file: 'audit.jsonl', why: 'line 2 is not a line of the audit' }]);
  });

  it('keeps the first line of a run that closed again, and adds how it ended then', async () => {
    await store(ofRun('run-1'));
    const { times } = ofRun('run-1');
    const again = { outcome: 'ABORTED', times: { ...times, closedAt: '2026-11-23T03:55:00.000Z' } } as const;
    await store(ofRun('run-1', again));
    await store(ofRun('run-1', again));
    expect((await lines()).map(({ kind }) => kind)).toEqual(['closed', 'closed again']);
  });

  it('is tried again where it cannot be written, and the report is there already', async () => {
    await rm(reports, { recursive: true });
    await store(ofRun('run-1'));
    await rm(file());
    await import('node:fs/promises').then(({ mkdir }) => mkdir(file()));
    await expect(store(ofRun('run-2', { service: 'web' }))).rejects.toMatchObject({ type: 'StoreUnavailable' });
  });
});
