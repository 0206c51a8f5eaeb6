// What the sample application's releases ask of production's database, over a few connections that all of its tasks share.
import { DatabaseError, Pool } from 'pg';

/** Why a query was not answered, in PostgreSQL's words. */
export type Trouble = string | undefined;

export interface ApplicationQueries {
  /** Undefined where it was answered, and where there is no database to ask. */
  readonly ask: (query: string) => Promise<Trouble>;
  /** What the schema lacked for it a moment ago, for those who cannot wait; a database that is down lacks nothing. */
  readonly lately: (query: string) => Trouble;
  readonly on: (url: string) => void;
  readonly close: () => Promise<void>;
}

const connections = 6;
const limitMs = 5_000;
const askedAgainAfterMs = 200;

export function createApplicationQueries(): ApplicationQueries {
  let pool: Pool | undefined;
  const known = new Map<string, { trouble: Trouble; at: number; asking: boolean }>();
  const failureOf = async (query: string): Promise<Error | undefined> =>
    pool?.query(query).then(
      () => undefined,
      (reason: unknown) => (reason instanceof Error ? reason : new Error(String(reason))),
    );
  return {
    ask: async (query) => (await failureOf(query))?.message,
    lately(query) {
      const last = known.get(query) ?? { trouble: undefined, at: Number.NEGATIVE_INFINITY, asking: false };
      if (!last.asking && performance.now() - last.at > askedAgainAfterMs) {
        known.set(query, { ...last, asking: true });
        void failureOf(query).then((failure) =>
          known.set(query, { trouble: schemaTrouble(failure), at: performance.now(), asking: false }),
        );
      }
      return last.trouble;
    },
    on(url) {
      pool = new Pool({
        connectionString: url,
        max: connections,
        application_name: 'applylens-api',
        connectionTimeoutMillis: limitMs,
        query_timeout: limitMs,
      });
      // An idle connection that is cut; the next query opens another.
      pool.on('error', () => undefined);
    },
    async close() {
      await pool?.end();
    },
  };
}

/** Class 42: syntax error, or something that is not there. */
const schemaTrouble = (failure: Error | undefined): Trouble =>
  failure instanceof DatabaseError && failure.code?.startsWith('42') === true ? failure.message : undefined;
