// What the sample application's releases ask of production's database: each task over a pool of its own.
import { DatabaseError, Pool, type PoolClient } from 'pg';

/** Why a query was not answered, in PostgreSQL's words. */
export type Trouble = string | undefined;

export interface ApplicationQueries {
  /** Undefined where it was answered, and where there is no database to ask. */
  readonly ask: (query: string) => Promise<Trouble>;
  /** What the schema lacked for it a moment ago, for those who cannot wait; a database that is down lacks nothing. */
  readonly lately: (query: string) => Trouble;
}

export interface TaskQueries extends ApplicationQueries {
  /** The process is gone, and its connections with it. */
  readonly close: () => Promise<void>;
}

export interface Pooling {
  /** Real seconds that a request waits for a connection. */
  readonly waitSeconds?: number | undefined;
  /** Whether this query's connection is kept for good: a leak. */
  readonly keeps?: () => boolean;
  /** Told of each request for a connection, and whether it got none. */
  readonly onAttempt?: (failed: boolean) => void;
}

export interface ApplicationDatabase {
  /** For a task that starts. */
  readonly open: (pooling: Pooling) => TaskQueries;
  readonly on: (url: string) => void;
  readonly close: () => Promise<void>;
}

const connections = 4;
const limitMs = 5_000;
const askedAgainAfterMs = 200;

export function createApplicationDatabase(): ApplicationDatabase {
  let url: string | undefined;
  const known: Known = new Map();
  const opened = new Set<TaskQueries>();
  return {
    open(pooling) {
      const pool = createTaskPool(() => url, pooling);
      const queries: TaskQueries = {
        ask: async (query) => (await pool.failureOf(query))?.message,
        lately: (query) => latelyOf(query, known, pool.failureOf),
        close: async () => {
          await pool.close();
          opened.delete(queries);
        },
      };
      opened.add(queries);
      return queries;
    },
    on: (given) => {
      url = given;
    },
    close: async () => {
      await Promise.all([...opened].map((each) => each.close()));
    },
  };
}

type Known = Map<string, { trouble: Trouble; at: number; asking: boolean }>;
type FailureOf = (query: string) => Promise<Error | undefined>;

function latelyOf(query: string, known: Known, failureOf: FailureOf): Trouble {
  const last = known.get(query) ?? { trouble: undefined, at: Number.NEGATIVE_INFINITY, asking: false };
  if (!last.asking && performance.now() - last.at > askedAgainAfterMs) {
    known.set(query, { ...last, asking: true });
    void failureOf(query).then((failure) =>
      known.set(query, { trouble: schemaTrouble(failure), at: performance.now(), asking: false }),
    );
  }
  return last.trouble;
}

function createTaskPool(urlNow: () => string | undefined, pooling: Pooling) {
  const { waitSeconds = limitMs / 1_000, keeps = () => false, onAttempt = () => undefined } = pooling;
  let pool: Pool | undefined;
  const kept: PoolClient[] = [];
  const connected = async (url: string): Promise<PoolClient> => {
    pool ??= poolOf(url, waitSeconds * 1_000);
    try {
      const client = await pool.connect();
      onAttempt(false);
      return client;
    } catch (error) {
      onAttempt(true);
      throw error;
    }
  };
  const failureOf: FailureOf = async (query) => {
    const url = urlNow();
    if (url === undefined) return undefined;
    try {
      const client = await connected(url);
      const failure = await client.query(query).then(() => undefined, asError);
      if (keeps()) kept.push(client);
      else client.release(failure !== undefined && !(failure instanceof DatabaseError));
      return failure;
    } catch (error) {
      return asError(error);
    }
  };
  const close = async (): Promise<void> => {
    for (const client of kept.splice(0)) client.release(true);
    await pool?.end().catch(() => undefined);
  };
  return { failureOf, close };
}

const asError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error(String(reason)));

function poolOf(connectionString: string, connectionTimeoutMillis: number): Pool {
  const named = { application_name: 'applylens-api', max: connections };
  const pool = new Pool({ connectionString, ...named, connectionTimeoutMillis, query_timeout: limitMs });
  // A connection that is cut; the next query opens another.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => void client.on('error', () => undefined));
  return pool;
}

/** Class 42: syntax error, or something that is not there. */
const schemaTrouble = (failure: Error | undefined): Trouble =>
  failure instanceof DatabaseError && failure.code?.startsWith('42') === true ? failure.message : undefined;
