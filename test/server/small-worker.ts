// A small worker that can come and go, and what its rollbacks were told.
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import { bundleWorkflowCode, Runtime, Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { vi } from 'vitest';
import { workerPolls } from '../../src/client/pollers.js';
import { queues, rollbackId } from '../../src/identifiers.js';
import type { TestTemporal } from '../support/temporal.js';

const silent = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} };
Runtime.install({ logger: silent });

const workflowsPath = fileURLToPath(new URL('./fixtures/small-rollback.ts', import.meta.url));
const payloadConverterPath = fileURLToPath(new URL('../../src/payload-converter.ts', import.meta.url));

export interface SmallWorker {
  stop(): Promise<void>;
}

/** Bundled once a file; a worker can come and go. */
export function smallWorkers({ client, nativeConnection }: TestTemporal): () => Promise<SmallWorker> {
  let bundle: Promise<WorkflowBundleWithSourceMap> | undefined;
  return async () => {
    bundle ??= bundleWorkflowCode({ workflowsPath, payloadConverterPath, logger: silent });
    const worker = await Worker.create({
      connection: nativeConnection,
      taskQueue: queues.main,
      workflowBundle: await bundle,
      dataConverter: { payloadConverterPath },
    });
    const running = worker.run();
    await vi.waitUntil(() => workerPolls(client), { timeout: 10_000 });
    return {
      stop: async () => {
        if (worker.getState() === 'RUNNING') worker.shutdown();
        await running;
      },
    };
  };
}

export interface Heard {
  readonly name: string;
  readonly how: 'update' | 'signal';
  readonly value: Record<string, unknown>;
}

/** What the rollback of a service has been told so far. */
export const heardBy = (client: Client, service: string): Promise<Heard[]> =>
  client.workflow.getHandle(rollbackId('prod', service)).query<Heard[]>('heard');

export const finish = async (client: Client, id: string): Promise<void> => {
  const handle = client.workflow.getHandle(id);
  await handle.signal('finish');
  await handle.result();
};
