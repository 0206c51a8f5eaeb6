import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { storeReport } from '../../activities/report-store.js';
import { newestStoredReport, readHistory } from '../../src/client/stored-reports.js';
import { mostFilesAPage } from '../../src/history-query.js';
import type { Report } from '../../src/report.js';
import { aReport } from '../support/a-run.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runback-history-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const keep = (day: number, given: Partial<Report> = {}) => {
  const closedAt = `2026-11-${day}T03:24:11.000Z`;
  const report = aReport({ runId: `run-${day}`, ...given });
  return storeReport({ reports: folder })({ report: { ...report, times: { ...report.times, closedAt } } });
};
const runIds = async (query: object = {}) =>
  (await readHistory(folder, { limit: 50, ...query })).runs.map(({ runId }) => runId);
const draft = `2026-11-13T03-24-11Z-prod-applylens-api.json.${'a'.repeat(8)}-0000-4000-8000-${'b'.repeat(12)}`;

describe('the history of the store', () => {
  it('has the newest first, by environment, service and time', async () => {
    await keep(10);
    await keep(12, { service: 'web' });
    await keep(11, { environment: 'staging' });
    expect(await runIds()).toEqual(['run-12', 'run-11', 'run-10']);
    expect(await runIds({ service: 'applylens-api' })).toEqual(['run-11', 'run-10']);
    expect(await runIds({ environment: 'prod', service: 'applylens-api' })).toEqual(['run-10']);
    expect(await runIds({ since: '2026-11-11T03:24:11.000Z' })).toEqual(['run-12', 'run-11']);
  });

  it('comes in pages, each once', async () => {
    for (const day of [10, 11, 12, 13, 14]) await keep(day);
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await readHistory(folder, { limit: 2, ...(after === undefined ? {} : { after }) });
      seen.push(...page.runs.map(({ runId }) => runId));
      after = page.next;
    } while (after !== undefined);
    expect(seen).toEqual(['run-14', 'run-13', 'run-12', 'run-11', 'run-10']);
  });

  it('has only what the one who asks may see', async () => {
    await keep(10);
    await keep(11, { service: 'web' });
    expect(await runIds({ maySee: ({ service }: { service: string }) => service === 'web' })).toEqual(['run-11']);
  });

  it('is read in bounded pages, however little of it is asked for', async () => {
    const names = Array.from({ length: mostFilesAPage }, (_, index) => {
      const time = new Date(Date.parse('2026-11-23T00:00:00Z') + index * 1_000).toISOString().slice(0, 19);
      return `${time.replaceAll(':', '-')}Z-prod-applylens-api.json`;
    });
    for (const name of names) await writeFile(join(folder, name), '{');
    await keep(10);
    const first = await readHistory(folder, { limit: 50 });
    expect(first).toMatchObject({ runs: [], next: names[0] });
    const second = await readHistory(folder, { limit: 50, after: first.next ?? '' });
    expect(second.runs.map(({ runId }) => runId)).toEqual(['run-10']);
    expect(second.next).toBeUndefined();
  });

  it('names damaged and half-written files, and shows the others', async () => {
    await keep(10);
    await writeFile(join(folder, '2026-11-11T03-24-11Z-prod-applylens-api.json'), '{"id": "half a rep');
    await writeFile(join(folder, '2026-11-12T03-24-11Z-prod-applylens-api.json'), '{"not": "a report"}');
    await writeFile(join(folder, draft), '{');
    await utimes(join(folder, draft), 1, 1);
    const { runs, damaged } = await readHistory(folder, { limit: 50 });
    expect(runs).toHaveLength(1);
    expect(damaged).toMatchObject([
      { file: draft, why: expect.stringContaining('half-written') },
      { why: 'JSON, but not a report' },
      { file: '2026-11-11T03-24-11Z-prod-applylens-api.json', why: expect.stringContaining('not JSON') },
    ]);
    expect(await newestStoredReport(folder, { environment: 'prod', service: 'applylens-api' })).toMatchObject({
      runId: 'run-10',
    });
  });

  it('says nothing of a report that is being written just now', async () => {
    await writeFile(join(folder, draft), '{');
    expect(await readHistory(folder, { limit: 50 })).toEqual({ runs: [], damaged: [] });
  });

  it('is empty where no rollback was stored yet', async () => {
    expect(await readHistory(join(folder, 'none'), { limit: 50 })).toEqual({ runs: [], damaged: [] });
  });

  it('is told apart from one that cannot be read', async () => {
    await writeFile(join(folder, 'a-file'), '');
    await expect(readHistory(join(folder, 'a-file'), { limit: 50 })).rejects.toThrow('ENOTDIR');
  });
});
