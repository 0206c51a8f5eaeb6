// Temporal's own development server as one of the processes that run together.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { temporalCli } from '../../scripts/temporal-cli.js';
import { announce } from '../../src/running.js';
import type { Crew, Program } from './crew.js';
import { freePort } from './ports.js';

/** The Keyword search attributes of design §4; a namespace without them works, with less to search by. */
const searchAttributes = ['Service', 'Environment', 'Phase', 'Outcome', 'From', 'To', 'Severity'].map(
  (what) => `Runback${what}`,
);

type Where = {
  /** Where it is announced, and where the SQLite file is, which survives a kill and can be started from again. */
  folder: string;
  /** Nothing survives it, and no disk is waited for. */
  inMemory?: boolean;
  port: number;
  /** Name of the SQLite file. */
  database?: string;
  uiPort: number;
};

/** Ready when the namespace `default` can be used; announced as `temporal` with `grpc` (host:port) and `ui` (URL). */
export function temporalDevServer({
  folder,
  port,
  uiPort,
  database = 'temporal.db',
  inMemory = false,
}: Where): Program {
  const grpc = `127.0.0.1:${port}`;
  mkdirSync(folder, { recursive: true });
  const options = {
    '--ip': '127.0.0.1',
    '--port': `${port}`,
    '--ui-port': `${uiPort}`,
    ...(inMemory ? {} : { '--db-filename': join(folder, database), '--sqlite-pragma': 'journal_mode=WAL' }),
    '--log-level': 'error',
  };
  const attributes = searchAttributes.flatMap((name) => ['--search-attribute', `${name}=Keyword`]);
  return {
    name: 'temporal',
    command: [temporalCli(), 'server', 'start-dev', ...Object.entries(options).flat(), ...attributes],
    announceFor: async (pid) => {
      if (await isUsable(grpc)) await announce('temporal', { grpc, ui: `http://127.0.0.1:${uiPort}` }, { folder, pid });
    },
    stopsLast: true,
  };
}

const attempts = 3;

/** On ports that nobody had a moment ago; somebody else may have taken one since, then others are tried. */
export async function startTemporal(
  crew: Crew,
  folder: string,
  how: Pick<Where, 'inMemory'> = {},
): Promise<{ program: Program; grpc: string }> {
  for (let attempt = 1; ; attempt += 1) {
    const program = temporalDevServer({ folder, ...how, port: await freePort(), uiPort: await freePort() });
    try {
      const { addresses } = await crew.start(program);
      return { program, grpc: addresses.grpc ?? '' };
    } catch (error) {
      if (attempt === attempts) throw error;
    }
  }
}

/** Whether a Temporal answers there and knows the namespace. */
export async function isUsable(address: string, namespace = 'default'): Promise<boolean> {
  const connection = Connection.lazy({ address, connectTimeout: '1 second' });
  try {
    await connection.withDeadline(Date.now() + 1000, () => connection.workflowService.describeNamespace({ namespace }));
    return true;
  } catch {
    return false;
  } finally {
    await connection.close();
  }
}
