import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAwsAccess } from '../../activities/aws-clients.js';
import { queues } from '../../src/identifiers.js';
import { workflowBundle } from '../../worker/bundle.js';
import { connectWithPatience } from '../../worker/connect.js';
import { createWorkers, type Workers } from '../../worker/create-worker.js';
import { readRoles } from '../../worker/roles.js';
import { aTemporal, type TestTemporal } from '../support/temporal.js';

let temporal: TestTemporal;
let folder: string;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  temporal = await aTemporal();
  folder = await mkdtemp(join(tmpdir(), 'runback-worker-'));
});
afterAll(async () => {
  await temporal.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('the bundle of workflows', () => {
  it('is made once for the sources as they are', async () => {
    const first = await workflowBundle({ folder });
    const kept = await readdir(folder);
    expect(kept).toHaveLength(1);
    await expect(workflowBundle({ folder })).resolves.toEqual(first);
    expect(await readdir(folder)).toEqual(kept);
  });

  it('is made anew for each start where its folder cannot be written', async () => {
    await expect(workflowBundle({ folder: '/dev/null/bundles' })).resolves.toHaveProperty('code');
  });
});

describe('the workers', () => {
  let workers: Workers;
  let running: Promise<void>;

  beforeAll(async () => {
    const refused = 'No service in the catalogue of this test.';
    workers = await createWorkers({
      connection: temporal.nativeConnection,
      client: temporal.client,
      dependencies: {
        catalogue: { find: () => ({ refused }), entries: () => [] },
        aws: createAwsAccess(),
        reports: folder,
      },
      workflowBundle: await workflowBundle({ folder }),
    });
    running = workers.run();
  });

  const start = (workflowId: string, request: unknown) =>
    temporal.client.workflow.start('rollback', { workflowId, taskQueue: queues.main, args: [request] });

  it('take a request to its end: a service that nobody knows fails with a sentence', async () => {
    const handle = await start('rollback/prod/nobody', { service: 'nobody', environment: 'prod', reason: '5xx' });
    await expect(handle.result()).rejects.toMatchObject({
      cause: { type: 'UnknownService', message: expect.stringContaining('Nothing was touched') },
    });
  });

  it('survive a request that nobody can decode: it fails with a sentence instead of failing its tasks for ever', async () => {
    const bytes = (text: string) => new TextEncoder().encode(text);
    const workflowId = 'rollback/prod/undecodable';
    await temporal.client.workflowService.startWorkflowExecution({
      namespace: temporal.client.options.namespace,
      workflowId,
      requestId: workflowId,
      workflowType: { name: 'rollback' },
      taskQueue: { name: queues.main },
      input: { payloads: [{ metadata: { encoding: bytes('binary/encrypted') }, data: bytes('x') }] },
    });
    await expect(temporal.client.workflow.getHandle(workflowId).result()).rejects.toMatchObject({
      cause: { type: 'InvalidRequest', message: expect.stringContaining('undecodable') },
    });
  });

  it('stop within five seconds and end without an error', async () => {
    const begun = Date.now();
    await workers.shutdown();
    await expect(running).resolves.toBeUndefined();
    expect(Date.now() - begun).toBeLessThan(5_000);
  });
});

describe('connecting to Temporal', () => {
  it('says where it is not reached and what to do, after some patience', async () => {
    const told: string[] = [];
    const onFirstFailure = (sentence: string) => void told.push(sentence);
    await expect(
      connectWithPatience({ address: '127.0.0.1:1' }, { withinMs: 600, onFirstFailure }),
    ).rejects.toMatchObject({
      kind: 'temporal not reached',
      message: expect.stringMatching(
        /^Connecting to 127\.0\.0\.1:1: Temporal was not reached in time \(connection refused\)\. Check TEMPORAL_ADDRESS/,
      ),
    });
    expect(told).toEqual(['Temporal at 127.0.0.1:1 is not reached yet, trying on']);
  });

  it('takes the connection once Temporal is there', async () => {
    const connection = await connectWithPatience({ address: temporal.address }, { withinMs: 300 });
    await connection.close();
  });
});

describe('the roles of a worker', () => {
  it.each([
    [undefined, ['main', 'follow', 'tell', 'escalation']],
    ['', ['main', 'follow', 'tell', 'escalation']],
    ['escalation', ['escalation']],
    [' main, follow,main ', ['main', 'follow']],
  ])('%j means %j', (written, meant) => {
    expect(readRoles(written)).toEqual(meant);
  });

  it('are refused when one is unknown', () => {
    expect(() => readRoles('main,moan')).toThrow(
      'RUNBACK_WORKER_ROLES: expected some of main, follow, tell, escalation, got "moan"',
    );
  });
});
