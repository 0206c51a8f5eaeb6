// One connection to a database of the catalogue, by reference; no word of what went wrong bears the password.
import { Client, type ClientConfig, DatabaseError } from 'pg';
import { failure } from '../../src/failures.js';
import { resolveSecret } from '../secrets.js';
import { asUrlSays, configOf, reasonOf, withoutPassword } from './url.js';

export interface DatabasePlace {
  /** Reference to the URL: `env:NAME`, `file:/path`. */
  readonly url: string;
  /** Of the same server, instead of the one that the URL names. */
  readonly database?: string;
}

export interface Asked {
  readonly applicationName: string;
  /** For connecting, and for each statement. */
  readonly withinMs: number;
}

type Work<T> = (client: Client) => Promise<T>;

/** The session refuses to write. Fails as `connectedTo` does. */
export const readingFrom = <T>(place: DatabasePlace, asked: Asked, read: Work<T>): Promise<T> =>
  connectedTo(place, asked, async (client) => {
    await client.query('set session characteristics as transaction read only');
    return read(client);
  });

/** Fails with DatabaseUnavailable, or DatabaseRefused where PostgreSQL said no. */
export async function connectedTo<T>(place: DatabasePlace, asked: Asked, work: Work<T>): Promise<T> {
  const { database, ...given } = configOf(place, await resolveSecret(place.url));
  const config = { ...given, database: place.database ?? database };
  try {
    return await asUrlSays(config, (each) => withClient(each, asked, work));
  } catch (error) {
    const isRefusal = error instanceof DatabaseError && !isTransient(error);
    throw failure(isRefusal ? 'DatabaseRefused' : 'DatabaseUnavailable', {
      attempted: `Asking ${String(config.database ?? 'the database')} of ${place.url}`,
      cameBack: withoutPassword(reasonOf(error), config),
      next: isRefusal
        ? 'Look whether the URL is the right one, and what its user may do'
        : 'Look whether it is up and reached from the worker',
      heading: 'Database Rollback',
    });
  }
}

async function withClient<T>(config: ClientConfig, { applicationName, withinMs }: Asked, work: Work<T>): Promise<T> {
  const client = new Client({
    ...config,
    application_name: applicationName,
    connectionTimeoutMillis: withinMs,
    statement_timeout: withinMs,
    query_timeout: withinMs + 1_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    void client.end().catch(() => undefined);
  }
}

/** Classes 08, 53 and 57: no connection, no room, going down. */
const isTransient = ({ code = '' }: DatabaseError): boolean => /^(08|53|57)/.test(code);
