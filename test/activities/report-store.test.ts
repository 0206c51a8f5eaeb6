import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { storeReport } from '../../activities/report-store.js';
import type { Report } from '../../src/report.js';
import { aReport } from '../support/a-run.js';

let reports: string;
beforeEach(async () => {
  reports = await mkdtemp(join(tmpdir(), 'runback-reports-'));
});
afterEach(() => rm(reports, { recursive: true, force: true }));

const theReport = (given: Partial<Report> = {}): Report => {
  const report = aReport(given);
  return { ...report, times: { ...report.times, closedAt: '2026-11-23T03:24:11.123Z' }, ...given };
};
const store = (report: Report) => storeReport({ reports: join(reports, 'new', 'folder') })({ report });
const stored = async () => (await readdir(join(reports, 'new', 'folder'))).toSorted();

describe('storing a report', () => {
  it('writes JSON and Markdown, named by time, environment and service', async () => {
    const report = theReport();
    const { json, markdown } = await store(report);
    const name = `2026-11-23T03-24-11Z-${report.environment}-${report.service}`;
    expect(await stored()).toEqual([`${name}.json`, `${name}.md`, 'audit.jsonl']);
    expect(JSON.parse(await readFile(json, 'utf8'))).toEqual(report);
    expect(await readFile(markdown, 'utf8')).toContain(report.headline);
  });

  it('overwrites the report of the same run, although it closed again later', async () => {
    await store(theReport({ runId: 'run-1' }));
    const later = theReport({ runId: 'run-1', headline: 'closed again' });
    const { json } = await store({ ...later, times: { ...later.times, closedAt: '2026-11-23T03:25:00Z' } });
    expect(await stored()).toHaveLength(3);
    expect(await readFile(json, 'utf8')).toContain('closed again');
  });

  it('keeps two runs apart that closed in the same second', async () => {
    await store(theReport({ runId: 'aaaaaaaa-1' }));
    await store(theReport({ runId: 'bbbbbbbb-2' }));
    expect(await stored()).toHaveLength(5);
    await store(theReport({ runId: 'bbbbbbbb-2' }));
    expect(await stored()).toHaveLength(5);
  });

  it('never leaves its folder', async () => {
    const { json } = await store(theReport({ service: '../../etc/passwd' }));
    expect(json.startsWith(join(reports, 'new', 'folder', '2026-'))).toBe(true);
  });

  it('is tried again when the folder cannot be written, and says which', async () => {
    const file = join(reports, 'a-file');
    await writeFile(file, '');
    await expect(storeReport({ reports: file })({ report: theReport() })).rejects.toMatchObject({
      type: 'StoreUnavailable',
      nonRetryable: false,
      message: expect.stringContaining(file),
    });
  });
});
