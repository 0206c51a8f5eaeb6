// ApplyLens's database: a real PostgreSQL behind a door of its own, which can be shut, narrow or slow.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline, Transform } from 'node:stream';

import { listenLocally } from '../traffic/listen-locally.js';
import { type ClusterCopy, type PostgresServer, startCopy, startPostgres } from './postgres-server.js';

/** `down` refuses connections, `full` answers that there are too many, `slow` delays what comes back. */
export const conditions = ['up', 'down', 'full', 'slow'] as const;
export type Condition = (typeof conditions)[number];

export interface Database {
  /** Without the password. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Holds the URL with the password, for nobody else to read. */
  readonly urlFile: string;
  readonly condition: Condition;
  /** `seconds`: by how much `slow` delays. */
  readonly become: (condition: Condition, seconds?: number) => Promise<void>;
  readonly hasBegun: () => boolean;
  /** Resolves when PostgreSQL answers. */
  readonly begin: () => Promise<void>;
  /** An online copy, kept as long as this database is. The name is that of a folder. */
  readonly copy: (name: string) => Promise<DatabaseCopy>;
  /** Opens a copy beside it, for as long as this database is. */
  readonly restore: (copy: DatabaseCopy) => Promise<Database>;
  readonly close: () => Promise<void>;
}

/** A database as it was at one moment; it can be opened beside the original. */
export interface DatabaseCopy extends ClusterCopy {
  /** Of the role that applications use. */
  readonly ownerPassword: string;
}

export interface DatabaseOptions {
  /** 0 asks for a free one. */
  readonly port: number;
  /** What it begins with; a new and empty database unless given. */
  readonly copyOf?: DatabaseCopy;
}

const owner = 'applylens';
const host = '127.0.0.1';

/** PostgreSQL itself is started by `begin`, or by the first who connects. @throws Error when the port is taken */
export async function openDatabase({ port, copyOf }: DatabaseOptions): Promise<Database> {
  const password = copyOf?.ownerPassword ?? randomBytes(16).toString('hex');
  const folder = mkdtempSync(join(tmpdir(), 'runback-db-'));
  let starting: Promise<PostgresServer> | undefined;
  let hasBegun = false;
  const restored = openedBeside();
  const start = () => (copyOf ? startCopy(folder, copyOf) : startPostgres(folder, { name: owner, password }));
  const started = () => (starting ??= start());
  const door = guardedDoor(started);
  const listening = await door.open(port);
  const address = `${host}:${listening}/${owner}`;
  const urlFile = join(folder, 'url');
  writeFileSync(urlFile, `postgresql://${owner}:${password}@${address}\n`, { mode: 0o600 });
  return {
    url: `postgresql://${owner}@${address}`,
    host,
    port: listening,
    urlFile,
    get condition() {
      return door.condition();
    },
    become: door.become,
    hasBegun: () => hasBegun,
    async begin() {
      await started();
      hasBegun = true;
    },
    async copy(name) {
      const copied = await (await started()).copyTo(join(folder, 'copies', name));
      return { ...copied, ownerPassword: password };
    },
    restore: restored.open,
    async close() {
      await restored.close();
      await door.shut();
      await starting?.then((server) => server.close()).catch(() => undefined);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function openedBeside() {
  const opened: Database[] = [];
  return {
    open: async (copyOf: DatabaseCopy): Promise<Database> => {
      const database = await openDatabase({ port: 0, copyOf });
      opened.push(database);
      await database.begin();
      return database;
    },
    close: () => Promise.all(opened.map((each) => each.close())),
  };
}

/** A door in the condition that it is told. */
function guardedDoor(started: () => Promise<PostgresServer>) {
  let condition: Condition = 'up';
  let delaySeconds = 0;
  let listening = 0;
  const door = openDoor(started, () => (condition === 'slow' ? delaySeconds * 1_000 : 0));
  return {
    condition: () => condition,
    become: async (next: Condition, seconds = 30): Promise<void> => {
      if ((next === 'full') !== (condition === 'full')) {
        const server = await started();
        await server.run(`alter role ${owner} connection limit ${next === 'full' ? 0 : -1}`);
      }
      [condition, delaySeconds] = [next, seconds];
      if (next === 'down') await door.shut();
      else if (!door.isOpen()) await door.open(listening);
    },
    async open(port: number): Promise<number> {
      listening = await door.open(port);
      return listening;
    },
    shut: () => door.shut(),
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
