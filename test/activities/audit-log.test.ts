import { appendFile, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { storeReport, writeAudit } from '../../activities/report-store.js';
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
const ofRun = (runId: string, given: Partial<Report> = {}): Report => aReport({ id: runId, runId, ...given });
const closedAt = (report: Report, at: string): Report => ({ ...report, times: { ...report.times, closedAt: at } });
const write = async (report: Report): Promise<void> => {
  await storeReport({ reports })({ report });
  await writeAudit({ reports })({ of: report });
};
const file = (month = '2026-11') => join(reports, 'audit', `${month}.jsonl`);
const written = async (): Promise<AuditLine[]> =>
  (await readFile(file(), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as AuditLine);
const keysRead = async (query = {}): Promise<string[]> =>
  (await readAudit(reports, query)).lines.map((line) => (JSON.parse(line) as AuditLine).key);

describe('the audit', () => {
  it('has a line for each message that counted and one for the end, with who, what and when', async () => {
    await write(ofRun('run-1', { messages: [spoken('approved', 1), spoken('approved again', 1)] }));
    expect(await written()).toMatchObject([
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
    await write(report);
    await write(JSON.parse(JSON.stringify(report)) as Report);
    expect(await written()).toHaveLength(2);
  });

  it('is read once where a worker died between the lines and the note of them', async () => {
    await write(ofRun('run-1', { messages: [spoken('approved', 1)] }));
    await rm(join(reports, 'audit', 'written'), { recursive: true });
    await writeAudit({ reports })({ of: ofRun('run-1') });
    expect(await written()).toHaveLength(4);
    expect(await keysRead()).toEqual(['run-1/2026-11-23T03:05:01.000Z/approve', 'run-1']);
  });

  it('has whole lines of runs that close beside each other', async () => {
    const all = Array.from({ length: 12 }, (_, index) =>
      ofRun(`run-${index}`, { service: `service-${index}`, messages: [spoken('approved', 1)] }),
    );
    await Promise.all(all.map(write));
    expect(new Set((await written()).map(({ key }) => key)).size).toBe(24);
    expect((await readAudit(reports, {})).damaged).toEqual([]);
  });

  it('goes on behind half a line that a worker left when it died', async () => {
    await write(ofRun('run-1'));
    await appendFile(file(), '{"kind":"closed","key":"ru');
    await write(ofRun('run-2'));
    expect(await keysRead()).toEqual(['run-1', 'run-2']);
    const { damaged } = await readAudit(reports, {});
    expect(damaged).toEqual([{ file: 'audit/2026-11.jsonl', why: 'line 2 is not a line of the audit' }]);
  });

  it('has a file for each month, and is read in their order', async () => {
    await write(closedAt(ofRun('december'), '2026-12-01T00:00:01.000Z'));
    await write(ofRun('november'));
    expect((await readdir(join(reports, 'audit'))).toSorted()).toEqual(['2026-11.jsonl', '2026-12.jsonl', 'written']);
    expect(await keysRead()).toEqual(['november', 'december']);
    expect(await keysRead({ since: '2026-12-01T00:00:00.000Z' })).toEqual(['december']);
  });

  it('keeps the first line of a run that closed again, and adds how it ended then', async () => {
    await write(ofRun('run-1'));
    const again = closedAt(ofRun('run-1', { outcome: 'ABORTED' }), '2026-11-23T03:55:00.000Z');
    await write(again);
    await write(again);
    expect((await written()).map(({ kind }) => kind)).toEqual(['closed', 'closed again']);
  });

  it('is tried again where it cannot be written, and the report is there already', async () => {
    await mkdir(file(), { recursive: true });
    await expect(write(ofRun('run-1'))).rejects.toMatchObject({
      type: 'StoreUnavailable',
      message: expect.stringContaining('Writing the audit of run-1'),
    });
    expect((await readdir(reports)).filter((name) => name.endsWith('.json'))).toHaveLength(1);
  });
});
