import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readStatus } from '../../src/client/status.js';
import { rollbackId } from '../../src/identifiers.js';
import { type SmallWorker, smallWorkers } from '../server/small-worker.js';
import { aTemporal, type TestTemporal } from '../support/temporal.js';
import { enterEmptyPlace } from './a-place.js';
import { runback } from './a-terminal.js';

let temporal: TestTemporal;
let worker: SmallWorker;
let place: ReturnType<typeof enterEmptyPlace>;
const of = ['gone', '--env', 'prod'];
const first = '⏹ gone prod · TERMINATED (by Temporal) at';

beforeAll(async () => {
  temporal = await aTemporal();
  worker = await smallWorkers(temporal)();
  place = enterEmptyPlace({ TEMPORAL_ADDRESS: temporal.address });
  await runback(['start', ...of, '--reason', '5xx since v1.2.3']);
  await temporal.client.workflow.getHandle(rollbackId('prod', 'gone')).terminate('by hand');
});
afterAll(async () => {
  place.leave();
  await worker.stop();
  await temporal.stop();
});

describe('after temporal workflow terminate', () => {
  it('the status says so, what it left and what to do, and offers no verb', async () => {
    const { out } = await runback(['status', ...of]);
    expect(out).toContain(first);
    expect(out).toContain('What it left: production was changed');
    expect(out).toContain('Next: runback plan gone --env prod');
    expect(out).not.toMatch(/runback (abort|approve|decide)/);
    const seen = await readStatus(temporal.client, rollbackId('prod', 'gone'));
    expect(seen).toMatchObject({ status: { legalVerbs: [] } });
  });

  it('a verb says so before anything else, asks nothing and is not taken', async () => {
    const { exit, err } = await runback(['approve', ...of], { answers: true });
    expect(err.startsWith(first)).toBe(true);
    expect(err).not.toContain('approve rollback/prod/gone?');
    expect(exit).toBe(2);
  });

  it('it is no longer among those that are open', async () => {
    expect((await runback([])).out).toBe('No rollback is open.');
  });

  it('watching it ends, with the same words', async () => {
    expect((await runback(['status', ...of, '--watch'])).out).toContain(first);
  });

  it('the report command says that it left none', async () => {
    const { exit, err } = await runback(['report', ...of]);
    expect(err).toContain('rollback/prod/gone was TERMINATED (by Temporal) and left no report');
    expect(exit).toBe(2);
  });
});
