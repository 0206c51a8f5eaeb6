import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendMessage } from '../../src/client/message.js';
import { openRollbacks } from '../../src/client/open-runs.js';
import { makePlan } from '../../src/client/plan.js';
import { readReport } from '../../src/client/report.js';
import { startRollback } from '../../src/client/start.js';
import { readStatus } from '../../src/client/status.js';
import { rollbackId } from '../../src/identifiers.js';
import { aTemporal, type TestTemporal } from '../support/temporal.js';
import { finish, heardBy, type SmallWorker, smallWorkers } from './small-worker.js';

let temporal: TestTemporal;
let startWorker: () => Promise<SmallWorker>;
let worker: SmallWorker;
const asked = (service: string) => ({ service, environment: 'prod', reason: '5xx since v1.2.3', requestedBy: 'ann' });

beforeAll(async () => {
  temporal = await aTemporal();
  startWorker = smallWorkers(temporal);
  worker = await startWorker();
});
afterAll(async () => {
  await worker.stop();
  await temporal.stop();
});

describe('asking for a rollback', () => {
  it('starts one under the lock of its service, and adds a second request to it', async () => {
    const first = await startRollback(temporal.client, asked('twice'));
    const second = await startRollback(temporal.client, { ...asked('twice'), requestedBy: 'bob' });
    expect(first).toMatchObject({ id: 'rollback/prod/twice', started: true, workerPolls: true });
    expect(second).toMatchObject({ id: first.id, runId: first.runId, started: false });
    const requests = (await heardBy(temporal.client, 'twice')).filter(({ name }) => name === 'request');
    expect(requests.map(({ value }) => value.requestedBy)).toEqual(['ann', 'bob']);
  });

  it('says that it was started when the same request is repeated after a lost answer', async () => {
    const request = { ...asked('repeated'), requestId: randomUUID() };
    await startRollback(temporal.client, request);
    expect(await startRollback(temporal.client, request)).toMatchObject({ started: true });
  });

  it('starts a new run once the former one has ended', async () => {
    const first = await startRollback(temporal.client, asked('again'));
    await finish(temporal.client, first.id);
    const second = await startRollback(temporal.client, asked('again'));
    expect(second.started).toBe(true);
    expect(second.runId).not.toBe(first.runId);
  });

  it('is listed while it is open', async () => {
    const { id, runId } = await startRollback(temporal.client, asked('listed'));
    await expect
      .poll(() => openRollbacks(temporal.client))
      .toContainEqual(expect.objectContaining({ id, runId, service: 'listed', environment: 'prod' }));
  });
});

describe('a message', () => {
  it('is answered with what the rollback said', async () => {
    const { id } = await startRollback(temporal.client, asked('spoken-to'));
    const answer = await sendMessage(temporal.client, id, 'note', { by: 'ann', text: 'the flag is off' });
    expect(answer).toMatchObject({ answered: true, said: 'note taken from ann' });
  });

  it('counts once when it is sent again under the same message id', async () => {
    const { id } = await startRollback(temporal.client, asked('once'));
    const messageId = randomUUID();
    for (let sent = 0; sent < 2; sent += 1) {
      await sendMessage(temporal.client, id, 'note', { by: 'ann', text: 'once' }, { messageId });
    }
    const notes = (await heardBy(temporal.client, 'once')).filter(({ name }) => name === 'note');
    expect(notes).toHaveLength(1);
    expect(notes[0]?.value.messageId).toBe(messageId);
  });

  it("is refused with the rollback's own sentence", async () => {
    const { id } = await startRollback(temporal.client, asked('refusing'));
    await expect(sendMessage(temporal.client, id, 'approve', { by: 'ann' })).rejects.toMatchObject({
      kind: 'refused',
      message: 'approve refused: nothing waits for approval',
    });
  });

  it('is not sent where no rollback is open', async () => {
    await expect(
      sendMessage(temporal.client, rollbackId('prod', 'none'), 'note', { by: 'a', text: 'b' }),
    ).rejects.toMatchObject({
      kind: 'nothing open',
    });
  });
});

describe('reading a rollback', () => {
  it('tells its status, and after its end its report without asking it', async () => {
    const { id } = await startRollback(temporal.client, asked('read'));
    const seen = await readStatus(temporal.client, id);
    expect(seen).toMatchObject({ from: 'the run', status: { id, phase: 'acting' }, execution: { state: 'RUNNING' } });
    expect(await readReport(temporal.client, id)).toBeUndefined();
    await finish(temporal.client, id);
    expect(await readReport(temporal.client, id)).toMatchObject({ outcome: 'ROLLED_BACK' });
  });

  it('plans under an id of its own, without the lock', async () => {
    const { id, plan } = await makePlan(temporal.client, asked('planned'));
    expect(id).toMatch(/^plan\/prod\/planned\//);
    expect(plan.target.kind).toBe('chosen');
    await expect(readStatus(temporal.client, rollbackId('prod', 'planned'))).rejects.toMatchObject({
      kind: 'nothing open',
    });
  });
});

describe('planning', () => {
  it('that takes too long was accepted, and says that no worker answers', async () => {
    await expect(makePlan(temporal.client, asked('silent'), { withinMs: 1_500 })).rejects.toMatchObject({
      kind: 'no worker',
      message: expect.stringContaining('Accepted, but no worker answers'),
    });
  });

  it('says what the worker was told when no plan could be made', async () => {
    await expect(makePlan(temporal.client, asked('unplannable'))).rejects.toMatchObject({ kind: 'no plan' });
  });
});

describe('without a worker', () => {
  it('accepts, says that nobody works, keeps urgent messages and tells what Temporal knows', async () => {
    const { id } = await startRollback(temporal.client, asked('deserted'));
    await worker.stop();
    const quick = { answerWithinMs: 300 };
    const abort = { by: 'ann', reason: 'wrong service' };
    expect(await sendMessage(temporal.client, id, 'abort', abort, quick)).toMatchObject({ answered: false });
    await expect(sendMessage(temporal.client, id, 'note', { by: 'ann', text: 'x' }, quick)).rejects.toMatchObject({
      kind: 'no answer',
    });
    expect(await readStatus(temporal.client, id, quick)).toMatchObject({
      from: 'temporal',
      execution: { state: 'RUNNING' },
    });
    worker = await startWorker();
    await expect
      .poll(async () => (await heardBy(temporal.client, 'deserted')).map(({ name, how }) => `${name} ${how}`), {
        timeout: 20_000,
      })
      .toContain('abort signal');
  });
});
