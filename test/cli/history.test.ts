import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storeReport, writeAudit } from '../../activities/report-store.js';
import { aServer } from '../server/a-server.js';
import { type SmallWorker, smallWorkers } from '../server/small-worker.js';
import { aReport, aRequest } from '../support/a-run.js';
import { aTemporal, type TestTemporal } from '../support/temporal.js';
import { enterEmptyPlace } from './a-place.js';
import { runback } from './a-terminal.js';

let temporal: TestTemporal;
let worker: SmallWorker;
let place: ReturnType<typeof enterEmptyPlace>;
const reports = () => join(place.folder, '.runback/reports');
const damaged = '2026-11-22T03-24-11Z-prod-applylens-api.json';

beforeAll(async () => {
  temporal = await aTemporal();
  worker = await smallWorkers(temporal)();
  place = enterEmptyPlace({ TEMPORAL_ADDRESS: temporal.address });
  const request = aRequest({ requestedBy: 'olga' });
  const at = '2026-11-23T03:04:08.000Z';
  const approvals = [{ decision: 'approve', by: 'ann', at, identity: 'claimed' }] as const;
  const messages = [{ at, message: 'approve', by: 'ann', identity: 'claimed', text: 'approved' }] as const;
  const report = aReport({ request, approvals, messages });
  await storeReport({ reports: reports() })({ report });
  await writeAudit({ reports: reports() })({ of: report });
  mkdirSync(reports(), { recursive: true });
  writeFileSync(join(reports(), damaged), '{"half');
  await runback(['start', 'opened', '--env', 'prod', '--reason', '5xx']);
});
afterAll(async () => {
  place.leave();
  await worker.stop();
  await temporal.stop();
});

describe('runback history', () => {
  it('shows what is open and what Temporal has forgotten, and names what could not be read', async () => {
    await expect.poll(async () => (await runback([])).out).toContain('opened prod');
    const { exit, out, err } = await runback(['history']);
    expect(exit).toBe(0);
    expect(out).toMatch(/opened prod {2}OPEN {2}runback status opened --env prod/);
    expect(out).toMatch(/applylens-api prod {2}ROLLED_BACK/);
    expect(out).toContain('asked: olga');
    expect(out).toContain('approved: by ann (claimed)');
    expect(err).toMatch(new RegExp(`Not read: ${damaged} in .*: not JSON`));
  });

  it('is JSON with --json, for one service and environment', async () => {
    const { out, err } = await runback(['history', 'applylens-api', '--env', 'prod', '--json']);
    expect(err).toBe('');
    expect(JSON.parse(out)).toMatchObject({
      rollbacks: [{ state: 'closed', id: 'rollback/prod/applylens-api', asked: { by: 'olga' } }],
      damaged: [{ file: damaged }],
    });
  });

  it('exports the audit, a line of JSON each', async () => {
    const { exit, out } = await runback(['history', '--export']);
    expect(exit).toBe(0);
    expect(out.split('\n').map((line) => (JSON.parse(line) as { kind: string }).kind)).toEqual(['message', 'closed']);
    expect((await runback(['history', 'web', '--export'])).out).toBe('');
  });

  it('exits 2 with a sentence for each option that is wrong', async () => {
    const { exit, err } = await runback(['history', '--since', 'soon', '--outcome', 'fine', '--limit', '0']);
    expect(exit).toBe(2);
    for (const option of ['--limit: expected', '--since: expected', '--outcome: expected'])
      expect(err).toContain(option);
  });

  it('says that open ones are not known where Temporal is not reached', async () => {
    const address = process.env.TEMPORAL_ADDRESS;
    process.env.TEMPORAL_ADDRESS = '127.0.0.1:1';
    try {
      const { exit, out, err } = await runback(['history']);
      expect(exit).toBe(0);
      expect(out).toMatch(/applylens-api prod {2}ROLLED_BACK/);
      expect(err).toMatch(/Which rollbacks are open is not known: .*Temporal was not reached/);
    } finally {
      process.env.TEMPORAL_ADDRESS = address;
    }
  });
});

describe('GET /rollbacks', () => {
  it('lists open and closed ones, filters, and comes in pages', async () => {
    await storeReport({ reports: reports() })({
      report: aReport({ runId: 'run-2', service: 'web', outcome: 'ABORTED' }),
    });
    const world = await aServer(temporal.client, { reports: reports() });
    const all = (await world.ask('GET', '/rollbacks')).body.rollbacks as { state: string; service: string }[];
    expect(all.map(({ state, service }) => `${state} ${service}`)).toEqual(
      expect.arrayContaining(['open opened', 'closed applylens-api', 'closed web']),
    );
    expect((await world.ask('GET', '/rollbacks?outcome=ABORTED')).body.rollbacks).toMatchObject([{ service: 'web' }]);
    expect((await world.ask('GET', '/rollbacks', { as: 'elsewhere' })).body).toMatchObject({ rollbacks: [] });
    expect((await world.ask('GET', '/rollbacks?since=2026-11-24')).body.rollbacks).toMatchObject([{ state: 'open' }]);
    const first = (await world.ask('GET', '/rollbacks?environment=prod&limit=1')).body as { next: string };
    const second = await world.ask('GET', `/rollbacks?environment=prod&limit=1&after=${first.next}`);
    expect(second.body).toMatchObject({ rollbacks: [{ state: 'closed', service: 'applylens-api' }] });
    await world.server.close();
  });

  it.each(['since=soon', 'outcome=FINE', 'limit=0', 'limit=5000'])('refuses ?%s with a sentence', async (query) => {
    const world = await aServer(temporal.client);
    expect(await world.ask('GET', `/rollbacks?${query}`)).toMatchObject({
      status: 422,
      type: expect.stringContaining('problem'),
    });
    await world.server.close();
  });
});
