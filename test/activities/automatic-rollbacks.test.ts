import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAutomaticRollbacks } from '../../activities/automatic-rollbacks.js';
import { storeReport } from '../../activities/report-store.js';
import { aReport } from '../support/a-run.js';
import { anEntry } from '../support/an-entry.js';

let reports: string;
beforeEach(async () => {
  reports = await mkdtemp(join(tmpdir(), 'runback-automatic-'));
});
afterEach(() => rm(reports, { recursive: true, force: true }));

const hour = 3_600_000;
const now = Date.parse('2026-11-23T12:00:00.000Z');
const at = (hours: number): string => new Date(now - hours * hour).toISOString();
const entry = anEntry({ policy: { automaticAtMost: [{ runs: 2, within: 24 * hour }] } });
const store = (id: string, hours: number) => {
  const request = { ...aReport().request, trigger: { kind: 'alert' } } as const;
  const times = { acceptedAt: at(hours), firstChangeAt: at(hours), closedAt: at(hours - 0.5) };
  return storeReport({ reports })({ report: aReport({ id, runId: id, request, times, approvals: [] }) });
};

describe('the automatic rollbacks of a service', () => {
  it('are read from the store, newest first, as far back as they are limited', async () => {
    for (const [id, hours] of [
      ['b', 20],
      ['a', 3],
      ['long-ago', 30],
    ] as const)
      await store(id, hours);
    await writeFile(join(reports, 'no-report.json'), '{');
    expect(await readAutomaticRollbacks({ reports })(entry, now)).toEqual({
      state: 'known',
      value: [
        { id: 'a', at: at(3) },
        { id: 'b', at: at(20) },
      ],
    });
  });

  it('are none in a store that is not there yet', async () => {
    const none = await readAutomaticRollbacks({ reports: join(reports, 'none') })(entry, now);
    expect(none).toEqual({ state: 'known', value: [] });
  });

  it('are unknown, never none, while the store cannot be read', async () => {
    const file = join(reports, 'a-file');
    await writeFile(file, '');
    expect((await readAutomaticRollbacks({ reports: file })(entry, now)).state).toBe('unknown');
  });
});
