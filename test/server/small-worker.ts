// A small worker that can come and go, and what its rollbacks were told.
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { vi } from 'vitest';
import { workerPolls } from '../../src/client/pollers.js';
import { queues, rollbackId } from '../../src/identifiers.js';
import { keptBundle, payloadConverterPath } from '../../worker/bundle.js';
import type { TestTemporal } from '../support/temporal.js';
import '../support/quiet-runtime.js';

const workflowsPath = fileURLToPath(new URL('./fixtures/small-rollback.ts', import.meta.url));

export interface SmallWorker {
  stop(): Promise<void>;
}

/** A worker can come and go. */
export function smallWorkers({ client, nativeConnection }: TestTemporal): () => Promise<SmallWorker> {
  return async () => {
    const worker = await Worker.create({
      connection: nativeConnection,
      taskQueue: queues.main,
      workflowBundle: await keptBundle({ name: 'small-rollback', workflowsPath }),
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
