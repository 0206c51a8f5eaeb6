import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readFormerRuns } from '../../activities/former-runs.js';
import { storeReport } from '../../activities/report-store.js';
import { aReport } from '../support/a-run.js';

let reports: string;
beforeEach(async () => {
  reports = await mkdtemp(join(tmpdir(), 'runback-former-'));
});
afterEach(() => rm(reports, { recursive: true, force: true }));

const about = { service: 'applylens-api', environment: 'prod' };
const store = async (id: string, minute: number, given: Parameters<typeof aReport>[0] = {}) => {
  const { times, ...report } = aReport({ id, runId: id, incident: `incident/${id}`, ...given });
  const closedAt = `2026-11-23T03:${minute}:00.000Z`;
  await storeReport({ reports })({ report: { ...report, times: { ...times, closedAt } } });
};

describe('the rollbacks before', () => {
  it('are the one with the id and the one that closed last, of the same service, plans apart', async () => {
    await store('req-1', 10);
    await store('req-2', 20);
    await store('plan', 30, { request: { ...aReport().request, planOnly: true } });
    await store('other', 40, { environment: 'staging' });
    const found = await readFormerRuns({ reports })({ ...about, id: 'req-1' });
    expect(found).toMatchObject({ named: { incident: 'incident/req-1' }, newest: { incident: 'incident/req-2' } });
  });

  it('are none in a folder that is not there yet', async () => {
    expect(await readFormerRuns({ reports: join(reports, 'none') })(about)).toEqual({});
  });

  it('are asked for again while the store cannot be read', async () => {
    const file = join(reports, 'a-file');
    await writeFile(file, '');
    await expect(readFormerRuns({ reports: file })(about)).rejects.toMatchObject({ type: 'StoreUnavailable' });
  });
});
