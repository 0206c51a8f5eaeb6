// A copy of staging's database beside it, by dump and restore: a rehearsal never touches staging's own data.
import { execa } from 'execa';
import type { Client, ClientConfig } from 'pg';
import { failure } from '../../src/failures.js';
import { resolveSecret } from '../secrets.js';
import { connectedTo } from './connection.js';
import { configOf, type Place, withoutPassword } from './url.js';

export interface CopyOf {
  /** Reference to the URL of staging's database. */
  readonly url: string;
  /** Folder of pg_dump and pg_restore; on the PATH where absent. */
  readonly programs?: string;
  /** Of the copy: letters, digits and underscores. */
  readonly name: string;
  readonly applicationName: string;
}

const withinMs = 30_000;

/** The URL of the copy, with its password, for as long as `use` takes. What an earlier try left behind is removed first. */
export const withCopy = <T>(copy: CopyOf, signal: AbortSignal, use: (url: string) => Promise<T>): Promise<T> =>
  withEmptyDatabase(copy, async (url, config) => {
    await dumpAndRestore(copy, config, signal);
    return use(url);
  });

/** As withCopy, with nothing in it; `config` is staging's own. */
export async function withEmptyDatabase<T>(copy: CopyOf, use: (url: string, config: Place) => Promise<T>): Promise<T> {
  const url = await resolveSecret(copy.url);
  const onServer = (work: (client: Client) => Promise<unknown>) =>
    connectedTo(copy, { applicationName: copy.applicationName, withinMs }, work);
  const drop = () => onServer((client) => client.query(`drop database if exists "${copy.name}" with (force)`));
  await drop();
  try {
    await onServer((client) => client.query(`create database "${copy.name}" template template0`));
    return await use(urlOf(url, copy.name), configOf(copy, url));
  } finally {
    await drop().catch(() => undefined);
  }
}

async function dumpAndRestore(copy: CopyOf, config: Place, signal: AbortSignal): Promise<void> {
  const env = libpq(config);
  const at = (program: string) => (copy.programs === undefined ? program : `${copy.programs}/${program}`);
  const options = { env, cancelSignal: signal };
  const dump = execa(at('pg_dump'), ['--format=custom', '--no-owner', '--no-privileges', '--no-password'], options);
  const restore = ['--no-owner', '--no-privileges', '--no-password', '--exit-on-error', `--dbname=${copy.name}`];
  await dump.pipe(at('pg_restore'), restore, options).catch((error: unknown) => {
    throw failure('DatabaseUnavailable', {
      attempted: `Copying ${String(config.database)} of ${copy.url} for the rehearsal`,
      cameBack: withoutPassword(lastWords(error), config),
      next: 'Look whether pg_dump and pg_restore of its version are installed for the worker, and whether the user may create databases',
      heading: 'Database Rollback',
    });
  });
}

function lastWords(error: unknown): string {
  const said = error !== null && typeof error === 'object' && 'stderr' in error ? String(error.stderr).trim() : '';
  return (said === '' ? String(error) : said).split('\n').slice(-2).join(' ').slice(0, 400);
}

function libpq({ host, port, user, password, database }: ClientConfig): Record<string, string> {
  const given = { PGHOST: host, PGPORT: port, PGUSER: user, PGPASSWORD: password, PGDATABASE: database };
  const said = Object.entries(given).flatMap(([name, value]) =>
    value === undefined || typeof value === 'function' ? [] : [[name, String(value)] as const],
  );
  return { ...Object.fromEntries(said), PGCONNECT_TIMEOUT: '10' };
}

export function urlOf(url: string, database: string): string {
  const whole = new URL(url);
  whole.pathname = `/${database}`;
  return whole.href;
}
