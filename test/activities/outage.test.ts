import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measureOutage } from '../../activities/outage.js';
import { createBackupReader } from '../../activities/rds.js';
import { until } from '../support/a-sandbox.js';
import { aProduction, type Production } from './a-production.js';

let production: Production;
beforeAll(async () => {
  production = await aProduction({ requestsPerSecond: 20 });
});
afterAll(() => production?.stop());

const measure = (entry = production.entry) => measureOutage({ backups: createBackupReader(production.aws) })({ entry });

describe('what is read for whoever is paged', () => {
  it('is how much fails now, and what the database can be restored to', async () => {
    const outage = await until(
      () => measure(),
      ({ errorRate }) => errorRate.state === 'known',
    );
    expect(outage).toMatchObject({
      errorRate: { state: 'known', value: { now: { samples: expect.any(Array) } } },
      backups: { state: 'known', value: { id: 'applylens-prod', restorableTo: expect.stringMatching(/^20/) } },
    });
  });

  it('is unknown where a source fails, and never an error', async () => {
    const denied = { fault: 'error', code: 'AccessDenied', status: 403, message: 'Not allowed.' } as const;
    production.sandbox.aws.faults.add({ ...denied, operation: 'rds:DescribeDBInstances', times: 4 });
    const queries = production.entry.prometheus?.queries ?? { errorRate: '', requests: '' };
    expect(await measure({ ...production.entry, prometheus: { url: 'http://127.0.0.1:1', queries } })).toMatchObject({
      errorRate: { state: 'unknown', why: expect.stringContaining('ECONNREFUSED') },
      backups: { state: 'unknown', why: expect.stringContaining('AccessDenied') },
    });
  });
});
