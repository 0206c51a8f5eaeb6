// ApplyLens's database: a real PostgreSQL behind a door of its own, which can be shut, narrow or slow.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline, Transform } from 'node:stream';

import { listenLocally } from '../traffic/listen-locally.js';
import { type PostgresServer, startPostgres } from './postgres-server.js';

/** `down` refuses connections, `full` answers that there are too many, `slow` delays what comes back. */
export const conditions = ['up', 'down', 'full', 'slow'] as const;
export type Condition = (typeof conditions)[number];

export interface Database {
  /** Without the password. */
  readonly url: string;
  /** Holds the URL with the password, for nobody else to read. */
  readonly urlFile: string;
  readonly condition: Condition;
  /** `seconds`: by how much `slow` delays. */
  readonly become: (condition: Condition, seconds?: number) => Promise<void>;
  readonly hasBegun: () => boolean;
  /** Resolves when PostgreSQL answers. */
  readonly begin: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const owner = 'applylens';

/** PostgreSQL itself is started by `begin`, or by the first who connects. @throws Error when the port is taken */
export async function openDatabase({ port }: { readonly port: number }): Promise<Database> {
  const password = randomBytes(16).toString('hex');
  const folder = mkdtempSync(join(tmpdir(), 'runback-db-'));
  let starting: Promise<PostgresServer> | undefined;
  let hasBegun = false;
  let condition: Condition = 'up';
  let delaySeconds = 0;
  const started = () => (starting ??= startPostgres(folder, { name: owner, password }));
  const door = openDoor(started, () => (condition === 'slow' ? delaySeconds * 1_000 : 0));
  const listening = await door.open(port);
  const address = `127.0.0.1:${listening}/${owner}`;
  const urlFile = join(folder, 'url');
  writeFileSync(urlFile, `postgresql://${owner}:${password}@${address}\n`, { mode: 0o600 });
  return {
    url: `postgresql://${owner}@${address}`,
    urlFile,
    get condition() {
      return condition;
    },
    async become(next, seconds = 30) {
      if ((next === 'full') !== (condition === 'full')) {
        const server = await started();
        await server.run(`alter role ${owner} connection limit ${next === 'full' ? 0 : -1}`);
      }
      [condition, delaySeconds] = [next, seconds];
      if (next === 'down') await door.shut();
      else if (!door.isOpen()) await door.open(listening);
    },
    hasBegun: () => hasBegun,
    async begin() {
      await started();
      hasBegun = true;
    },
    async close() {
      await door.shut();
      await starting?.then((server) => server.close()).catch(() => undefined);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Lets connections of 127.0.0.1 through to the server's socket. */
function openDoor(started: () => Promise<PostgresServer>, delayMs: () => number) {
  const inside = new Set<Socket>();
  let server: Server | undefined;
  const letIn = async (caller: Socket): Promise<void> => {
    inside.add(caller.once('close', () => inside.delete(caller)));
    caller.on('error', () => undefined);
    const { socket } = await started();
    const within = connect(socket);
    pipeline(caller, within, () => undefined);
    pipeline(within, delayedBy(delayMs), caller, () => undefined);
  };
  return {
    isOpen: () => server?.listening ?? false,
    async open(port: number): Promise<number> {
      server = createServer((caller) => {
        letIn(caller).catch(() => caller.destroy());
      });
      return listenLocally(server, port);
    },
    async shut(): Promise<void> {
      const closed = new Promise((resolve) => (server?.listening ? server.close(resolve) : resolve(undefined)));
      for (const caller of inside) caller.destroy();
      await closed;
    },
  };
}

const delayedBy = (delayMs: () => number): Transform =>
  new Transform({
    transform: (chunk, _encoding, pass) => {
      const wait = delayMs();
      if (wait === 0) pass(null, chunk);
      else setTimeout(() => pass(null, chunk), wait).unref();
    },
  });
