import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { amendReport, storeReport } from '../../activities/report-store.js';
import { readUndone } from '../../activities/undone-report.js';
import { formerOf } from '../../src/canary-undo.js';
import type { Report } from '../../src/report.js';
import { withinBounds } from '../../src/report-bounds.js';
import { aCanary } from '../support/a-canary.js';
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

describe('the report of a rollback that is undone', () => {
  const folder = () => join(reports, 'new', 'folder');
  const about = { service: 'applylens-api', environment: 'prod' };
  const read = (id: string) => readUndone({ reports: folder() })({ ...about, id });
  const from = { version: '1.2.3', taskDefinition: 'applylens-api-prod:124' };

  it('is found by its id among those of other runs, with the release that it left', async () => {
    await store(theReport({ id: 'req-1', runId: 'r1', from, change: 'made' }));
    await store(theReport({ id: 'req-2', runId: 'r2' }));
    expect(await read('req-1')).toEqual({ found: 'service', taskDefinition: from.taskDefinition });
  });

  it('has what a canary had, however long the report is', async () => {
    const canaryFormer = formerOf(aCanary(), undefined);
    const timeline = Array.from({ length: 600 }, () => ({ at: '2026-11-23T03:24:11Z', text: 'x'.repeat(2_000) }));
    const report = theReport({ id: 'req-1', change: 'made', canaryFormer });
    await store(withinBounds({ ...report, timeline }));
    expect(await read('req-1')).toEqual({ found: 'canary', former: canaryFormer });
  });

  it.each([
    ['it changed nothing', { change: 'none' }, 'changed nothing'],
    ['it found the canary out', { change: 'made', canary: { service: 'c', share: 0 } }, 'nothing to give back'],
    ['it is of another environment', { change: 'made', environment: 'staging' }, 'no report of a rollback req-1'],
  ] as const)('leaves nothing to go back to where %s', async (_, given, why) => {
    await store(theReport({ id: 'req-1', ...given } as Partial<Report>));
    expect(await read('req-1')).toMatchObject({ found: 'nothing', why: expect.stringContaining(why) });
  });

  it('is asked for again while the store cannot be read', async () => {
    await expect(readUndone({ reports: join(reports, 'none') })({ ...about, id: 'r' })).rejects.toMatchObject({
      type: 'StoreUnavailable',
    });
  });
});

describe('adding to a stored report', () => {
  const amend = (given: Parameters<ReturnType<typeof amendReport>>[0]['amendment'], id = 'req-1') => {
    const of = { id, service: 'applylens-api', environment: 'prod' };
    return amendReport({ reports: join(reports, 'new', 'folder') })({ of, amendment: given });
  };
  const line = { at: '2026-11-23T03:30:00.000Z', text: 'told #incidents' };
  const read = async (file: string) => JSON.parse(await readFile(file, 'utf8')) as Report;

  it('adds a line where it belongs and what shows the prevention, once, in JSON and Markdown', async () => {
    const { json, markdown } = await store(theReport({ id: 'req-1' }));
    const before = await read(json);
    const prevention = [{ title: 'Staging Testing', kept: 'kept', evidence: 'ran 26 h', source: 'ECS' }] as const;
    await amend({ lines: [line] });
    await amend({ lines: [line], prevention });
    expect(await read(json)).toEqual({ ...before, prevention, timeline: [...before.timeline, line] });
    expect(await readFile(markdown, 'utf8')).toMatch(/Staging Testing.*kept.*ran 26 h/);
  });

  it('touches no report of another run, and is asked for again where there is none yet', async () => {
    await store(theReport({ id: 'req-2' }));
    await expect(amend({ lines: [line] })).rejects.toMatchObject({ type: 'StoreUnavailable', nonRetryable: false });
  });
});

describe('storing a report', () => {
  it('writes JSON and Markdown, named by time, environment and service', async () => {
    const report = theReport();
    const { json, markdown } = await store(report);
    const name = `2026-11-23T03-24-11Z-${report.environment}-${report.service}`;
    expect(await stored()).toEqual([`${name}.json`, `${name}.md`]);
    expect(JSON.parse(await readFile(json, 'utf8'))).toEqual(report);
    expect(await readFile(markdown, 'utf8')).toContain(report.headline);
  });

  it('overwrites the report of the same run, although it closed again later', async () => {
    await store(theReport({ runId: 'run-1' }));
    const later = theReport({ runId: 'run-1', headline: 'closed again' });
    const { json } = await store({ ...later, times: { ...later.times, closedAt: '2026-11-23T03:25:00Z' } });
    expect(await stored()).toHaveLength(2);
    expect(await readFile(json, 'utf8')).toContain('closed again');
  });

  it('keeps two runs apart that closed in the same second', async () => {
    await store(theReport({ runId: 'aaaaaaaa-1' }));
    await store(theReport({ runId: 'bbbbbbbb-2' }));
    expect(await stored()).toHaveLength(4);
    await store(theReport({ runId: 'bbbbbbbb-2' }));
    expect(await stored()).toHaveLength(4);
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
