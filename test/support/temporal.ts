import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { afterAll, beforeAll } from 'vitest';
import { createCrew } from '../../sandbox/processes/crew.js';
import { startTemporal } from '../../sandbox/processes/temporal-dev-server.js';

export interface TestTemporal {
  /** host:port */
  readonly address: string;
  readonly client: Client;
  readonly nativeConnection: NativeConnection;
  /** Done first when it stops, such as shutting workers down. */
  onStop(done: () => Promise<void>): void;
  stop(): Promise<void>;
}

const payloadConverterPath = fileURLToPath(new URL('../../src/payload-converter.ts', import.meta.url));

/** A Temporal from before the first test of a file until after its last. */
export function temporalOfThisFile(): TestTemporal {
  const temporal = {} as TestTemporal;
  beforeAll(async () => {
    Object.assign(temporal, await aTemporal());
  });
  afterAll(() => temporal.stop?.());
  return temporal;
}

/** A real dev server of this test file's own (0.4 s), so that task queues of different files never meet. */
export async function aTemporal(): Promise<TestTemporal> {
  const folder = await mkdtemp(join(tmpdir(), 'runback-temporal-'));
  const crew = createCrew({ folder, onLine: () => undefined });
  const { grpc: address } = await startTemporal(crew, folder, { inMemory: true });
  const [connection, nativeConnection] = await Promise.all([
    Connection.connect({ address }),
    NativeConnection.connect({ address }),
  ]).catch(async (error: unknown) => {
    await crew.stop();
    throw error;
  });
  const before: (() => Promise<void>)[] = [];
  return {
    address,
    client: new Client({ connection, dataConverter: { payloadConverterPath } }),
    nativeConnection,
    onStop: (done) => before.push(done),
    stop: async () => {
      await Promise.all(before.map((done) => done()));
      await Promise.allSettled([connection.close(), nativeConnection.close()]);
      // With grace it would take a second to end, and nothing of it is wanted any more.
      crew.kill();
      await crew.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
