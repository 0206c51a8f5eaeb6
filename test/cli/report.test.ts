import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formerOf } from '../../src/canary-undo.js';
import { queues, rollbackId } from '../../src/identifiers.js';
import type { Status } from '../../src/status.js';
import { aReport } from '../server/fixtures/shapes.js';
import { finish, type SmallWorker, smallWorkers } from '../server/small-worker.js';
import { aCanary } from '../support/a-canary.js';
import { aTemporal, type TestTemporal } from '../support/temporal.js';
import { enterEmptyPlace } from './a-place.js';
import { runback } from './a-terminal.js';

let temporal: TestTemporal;
let worker: SmallWorker;
let place: ReturnType<typeof enterEmptyPlace>;

beforeAll(async () => {
  temporal = await aTemporal();
  worker = await smallWorkers(temporal)();
  place = enterEmptyPlace({ TEMPORAL_ADDRESS: temporal.address });
});
afterAll(async () => {
  place.leave();
  await worker.stop();
  await temporal.stop();
});

const inProd = (command: string, service: string, ...more: readonly string[]) => [
  command,
  service,
  '--env',
  'prod',
  ...more,
];
const start = (service: string) => runback(inProd('start', service, '--reason', '5xx since v1.2.3'));

describe('runback report', () => {
  it("prints the last run's report from Temporal", async () => {
    await start('reported');
    await finish(temporal.client, rollbackId('prod', 'reported'));
    const { exit, out } = await runback(inProd('report', 'reported', '--json'));
    expect(exit).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ outcome: 'ROLLED_BACK', service: 'reported' });
    expect((await runback(inProd('report', 'reported'))).out).toContain('ROLLED_BACK');
  });

  it('says that one is open, and whose report this is, before the one that came before', async () => {
    const of = { id: 'rollback/prod/again', runId: 'r', service: 'again', environment: 'prod' };
    await start('again');
    const nothing = await runback(inProd('report', 'again'));
    expect(nothing).toMatchObject({ exit: 2, out: '' });
    expect(nothing.err).toContain('rollback/prod/again is open and has no report yet: runback status again --env prod');
    mkdirSync(join(place.folder, '.runback/reports'), { recursive: true });
    const keep = (day: number, report: object) =>
      writeFileSync(
        join(place.folder, `.runback/reports/2026-10-${day}T14-30-00Z-prod-again.json`),
        JSON.stringify(report),
      );
    const request = { ...of, reason: '5xx' };
    keep(17, aReport({ ...of, request }, { headline: 'the one before' }));
    keep(18, aReport({ ...of, request: { ...request, planOnly: true } }, { headline: 'only a plan' }));
    const { exit, out, err } = await runback(inProd('report', 'again', '--json'));
    expect(exit).toBe(0);
    expect(err).toContain('is open and has no report yet');
    expect(JSON.parse(out)).toMatchObject({ headline: 'the one before' });
  });

  it('finds it in the store when Temporal has forgotten it', async () => {
    const of = { id: 'rollback/prod/old', runId: 'r', service: 'old', environment: 'prod' };
    const report = aReport({ ...of, request: { ...of, reason: '5xx' } }, { headline: 'from the store' });
    mkdirSync(join(place.folder, '.runback/reports'), { recursive: true });
    writeFileSync(join(place.folder, '.runback/reports/2026-10-17T14-30-00Z-prod-old.json'), JSON.stringify(report));
    expect(JSON.parse((await runback(inProd('report', 'old', '--json'))).out)).toMatchObject({
      headline: 'from the store',
    });
  });
});

describe('runback alone', () => {
  it('lists all open rollbacks', async () => {
    await start('open');
    await expect.poll(async () => (await runback([])).out).toContain('open prod  since');
    expect(JSON.parse((await runback(['--json'])).out)).toContainEqual(expect.objectContaining({ service: 'open' }));
  });
});

describe('a request that the run itself refuses', () => {
  it('exits 2 with the sentence of the run', async () => {
    const id = rollbackId('prod', 'taken');
    await temporal.client.workflow.start('rollback', {
      workflowId: id,
      taskQueue: queues.main,
      args: [{ service: 'taken' }],
    });
    await temporal.client.workflow
      .getHandle(id)
      .result()
      .catch(() => undefined);
    const { exit, err } = await runback(inProd('report', 'taken'));
    expect(exit).toBe(2);
    expect(err).toContain('environment: expected a name');
  });
});

describe('runback undo', () => {
  const canary = { share: 0, desired: 0, running: 0, targets: 0 };
  const after = async (service: string, given: object) => {
    const of = { id: `req-${service}`, runId: 'r', service, environment: 'prod' };
    const report = { ...aReport({ ...of, request: { ...of, reason: '5xx' } }), id: of.id, change: 'made', ...given };
    mkdirSync(join(place.folder, '.runback/reports'), { recursive: true });
    const file = `.runback/reports/2026-10-17T14-30-00Z-prod-${service}.json`;
    writeFileSync(join(place.folder, file), JSON.stringify(report));
    return runback(inProd('undo', service));
  };

  it('asks for the canary back where the last rollback took one out: what it had is in the report', async () => {
    const canaryFormer = formerOf(aCanary(), undefined);
    const { exit } = await after('canaried', { canary: { ...canary, service: 'canaried-canary' }, canaryFormer });
    expect(exit).toBe(0);
    const { request } = await temporal.client.workflow
      .getHandle(rollbackId('prod', 'canaried'))
      .query<Status>('status');
    expect(request).toMatchObject({ undoes: 'req-canaried', scope: 'canary', act: true });
    expect(request.target).toBeUndefined();
  });

  it('takes an undo up again that was terminated half way, and no other rollback', async () => {
    const canaryFormer = formerOf(aCanary(), undefined);
    const given = { canary: { ...canary, service: 'halfway-canary' }, canaryFormer };
    const run = temporal.client.workflow.getHandle(rollbackId('prod', 'halfway'));
    expect((await after('halfway', given)).exit).toBe(0);
    await run.terminate('by hand');
    expect((await after('halfway', given)).exit).toBe(0);
    expect((await run.query<Status>('status')).request).toMatchObject({ undoes: 'req-halfway', scope: 'canary' });
    await run.terminate('by hand');
    await start('halfway');
    await run.terminate('by hand');
    const refused = await after('halfway', given);
    expect(refused.exit).toBe(2);
    expect(refused.err).toContain('Nothing was started: rollback/prod/halfway was TERMINATED');
  });

  it('starts nothing where the last one gave it back itself', async () => {
    const { exit, err } = await after('given', { canary: { ...canary, service: 'given-canary' } });
    expect(exit).toBe(3);
    expect(err).toContain('the rollback req-given of the canary given-canary has nothing to give back');
    expect(err).toContain('Nothing was started');
  });
});
