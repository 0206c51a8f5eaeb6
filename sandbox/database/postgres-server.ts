// A real PostgreSQL of its own folder, reached over a Unix socket, that ends with this process however that ends.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';

import { signalGroup } from '../processes/child.js';
import { until } from '../processes/until.js';
import { type PostgresPrograms, postgresPrograms } from './postgres-programs.js';

export interface Owner {
  /** Role and database. */
  readonly name: string;
  readonly password: string;
}

export interface PostgresServer {
  /** Path of the socket. */
  readonly socket: string;
  /** As its superuser. */
  run(statement: string): Promise<void>;
  /** An online copy of the whole cluster, into a folder that is not there yet. */
  copyTo(folder: string): Promise<ClusterCopy>;
  close(): Promise<void>;
}

/** A cluster as it was at one moment, at rest: a server can be started on it. */
export interface ClusterCopy {
  readonly folder: string;
  /** Of its superuser. */
  readonly password: string;
}

const execute = promisify(execFile);
const superuser = 'postgres';
const readyWithinMs = 30_000;
const graceMs = 2_000;

// Its third input is open for as long as this process lives: at its end PostgreSQL is told to stop.
const guarded =
  '"$@" & server=$!; { read -r _; kill -INT $server; } <&3 & wait $server; kill -KILL $! 2>/dev/null; rm -rf "$0"';

/** In a folder of its own, which is removed when it ends. @throws Error when it is not installed or does not start */
export async function startPostgres(folder: string, owner: Owner): Promise<PostgresServer> {
  const password = randomBytes(16).toString('hex');
  const server = await startOn(folder, password, (programs) => makeCluster(programs, folder, password));
  try {
    await server.run(`create role ${owner.name} login createdb password '${owner.password}'`);
    await server.run(`create database ${owner.name} owner ${owner.name}`);
    return server;
  } catch (reason) {
    await server.close();
    throw reason;
  }
}

/** On a copy of that copy, which stays as it is; roles and passwords are those of the original. */
export const startCopy = (folder: string, { folder: copied, password }: ClusterCopy): Promise<PostgresServer> =>
  startOn(folder, password, async (programs) => {
    await execute('cp', ['-a', copied, dataIn(folder)], programs.as);
  });

async function startOn(
  folder: string,
  password: string,
  prepare: (programs: PostgresPrograms) => Promise<void>,
): Promise<PostgresServer> {
  const programs = await postgresPrograms(folder);
  let server: ChildProcess | undefined;
  const close = async (): Promise<void> => {
    if (server !== undefined) await stop(server);
    rmSync(folder, { recursive: true, force: true });
  };
  const run = (statement: string) => runAs({ host: folder, password }, statement);
  const copyTo = (to: string) => copyCluster(programs, { host: folder, password }, to);
  try {
    await prepare(programs);
    server = begin(programs, folder);
    await untilItAnswers(server, run);
    return { socket: join(folder, '.s.PGSQL.5432'), run, copyTo, close };
  } catch (reason) {
    await close();
    throw reason;
  }
}

async function copyCluster(programs: PostgresPrograms, { host, password }: Superuser, folder: string) {
  const [file, ...args] = programs.command('pg_basebackup', [
    ...['--host', host, '--username', superuser, '--no-password', '--pgdata', folder],
    ...['--checkpoint', 'fast', '--wal-method', 'stream', '--no-sync'],
  ]);
  await execute(file, args, { ...programs.as, env: { ...process.env, PGPASSWORD: password } });
  return { folder, password };
}

const dataIn = (folder: string): string => join(folder, 'data');

async function makeCluster(programs: PostgresPrograms, folder: string, password: string): Promise<void> {
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  const { uid, gid } = programs.as;
  if (uid !== undefined && gid !== undefined) chownSync(passwordFile, uid, gid);
  const [file, ...args] = programs.command('initdb', [
    ...['--pgdata', dataIn(folder), '--username', superuser, '--pwfile', passwordFile],
    ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--no-locale', '--no-sync', '--no-instructions'],
  ]);
  await execute(file, args, programs.as);
}

function begin(programs: PostgresPrograms, folder: string): ChildProcess {
  const settings = {
    listen_addresses: '',
    unix_socket_directories: folder,
    // Nothing here outlives the machine.
    fsync: 'off',
    timezone: 'UTC',
    shared_buffers: '32MB',
  };
  const chosen = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const command = programs.command('postgres', ['-D', dataIn(folder), ...chosen]);
  return spawn('sh', ['-c', guarded, folder, ...command], {
    ...programs.as,
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
}

async function untilItAnswers(server: ChildProcess, run: PostgresServer['run']): Promise<void> {
  await until('PostgreSQL did not start', readyWithinMs, async () => {
    if (server.exitCode !== null) throw new Error('PostgreSQL ended before it was ready.');
    return run('select 1').then(
      () => true,
      () => undefined,
    );
  });
}

interface Superuser {
  /** The folder of the server's socket. */
  readonly host: string;
  readonly password: string;
}

async function runAs(who: Superuser, statement: string): Promise<void> {
  const client = new Client({ ...who, user: superuser, database: superuser });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(statement);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise((resolve) => server.once('exit', resolve));
  (server.stdio[3] as Writable).end();
  const isOver = await Promise.race([ended.then(() => true), pause(graceMs, false, { ref: false })]);
  if (!isOver) signalGroup(server.pid, 'SIGKILL');
  await ended;
}
