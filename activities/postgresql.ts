// Runbook › Health Checks, database connectivity: SELECT 1 on a connection of its own. The password stays in here.
import { Client, type ClientConfig, DatabaseError } from 'pg';
import type { DatabaseAnswer } from '../src/backing-services.js';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { asUrlSays, configOf, reasonOf, withoutPassword } from './database/url.js';
import { resolveSecret } from './secrets.js';

type NamedDatabase = Pick<NonNullable<CatalogueEntry['database']>, 'host'> & { readonly url: string };

interface Asking {
  /** For connecting and answering together. */
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

const applicationName = 'runback verification';

/** Answers what the server said, an error too; throws a sentence where it could not be asked. */
export async function selectOne(database: NamedDatabase, asking: Asking): Promise<DatabaseAnswer> {
  const config = configOf(database, await resolveSecret(database.url));
  const where = placeOf(database, config);
  const begun = performance.now();
  try {
    const inRecovery = await asUrlSays(config, (each) =>
      ask(each, { ...asking, withinMs: asking.withinMs - (performance.now() - begun) }),
    );
    return { selectOne: 'answered', where, tookMs: Math.round(performance.now() - begun), inRecovery };
  } catch (error) {
    if (error instanceof DatabaseError && !isAboutUs(error)) {
      return { selectOne: 'refused', where, why: withoutPassword(reasonOf(error), config) };
    }
    const remedy = error instanceof DatabaseError ? `; correct what ${database.url} holds` : '';
    const why = error instanceof Silence ? error.message : reasonOf(error);
    throw new Error(`SELECT 1 on ${where}: ${withoutPassword(why, config)}${remedy}`);
  }
}

function placeOf({ host: named }: NamedDatabase, { host = '', port, database }: ClientConfig): string {
  const at = `${host}${port === undefined || port === 5432 ? '' : `:${port}`}`;
  return `${database ?? ''} at ${at}${host === named ? '' : ` (the catalogue names ${named})`}`;
}

/** Nothing came back in time, or before the activity was told to stop. */
class Silence extends Error {
  override readonly name = 'Silence';
}

/** Whether the server is in recovery. */
async function ask(config: ClientConfig, { withinMs, signal }: Asking): Promise<boolean> {
  const limit = Math.max(1, Math.round(withinMs));
  const client = new Client({ ...config, application_name: applicationName, connectionTimeoutMillis: limit + 250 });
  client.on('error', () => undefined);
  const timed = AbortSignal.timeout(limit);
  const late = untilAborted(AbortSignal.any([signal, timed]), () => `no answer within ${limit} ms`);
  try {
    return await Promise.race([late.rejects, answerOf(client, limit)]);
  } finally {
    late.forget();
    // It may wait for a server that says nothing.
    void client.end().catch(() => undefined);
  }
}

async function answerOf(client: Client, limit: number): Promise<boolean> {
  await client.connect();
  // In one message, and for this transaction only: a pooler hands the connection to others.
  const question = `BEGIN READ ONLY; SET LOCAL statement_timeout = ${limit}; SELECT 1 AS one, pg_is_in_recovery() AS in_recovery; COMMIT`;
  const results = (await client.query(question)) as unknown as readonly { readonly rows: readonly unknown[] }[];
  const row = results.flatMap(({ rows }) => rows)[0] as { one?: unknown; in_recovery?: unknown } | undefined;
  if (row?.one !== 1) throw new Error('it did not answer 1');
  return row.in_recovery === true;
}

function untilAborted(signal: AbortSignal, why: () => string) {
  let abort = (): void => undefined;
  const rejects = new Promise<never>((_, reject) => {
    abort = () => reject(new Silence(why()));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
  rejects.catch(() => undefined);
  return { rejects, forget: () => signal.removeEventListener('abort', abort) };
}

/** Class 28: who we are. It says nothing of the database's health. */
const isAboutUs = ({ code = '' }: DatabaseError): boolean => code.startsWith('28');
