// What the sample application says in /health of what it stands on: as it found it a moment ago.
import { readFileSync } from 'node:fs';
import { Client } from 'pg';
import { z } from 'zod';

import type { Database } from './database/database.js';
import type { ElasticsearchDouble } from './elasticsearch/elasticsearch-double.js';

type Said = Readonly<Record<string, 'ok' | 'error'>>;

export interface Standing {
  /** Nothing is said of a database that has not been started. */
  readonly now: () => Said;
  readonly on: (services: { readonly database: Database; readonly elasticsearch: ElasticsearchDouble }) => void;
}

const askedAgainAfterMs = 500;
const limitMs = 5_000;
const healthSchema = z.object({ status: z.enum(['green', 'yellow', 'red']) });

/** A health check is answered at once, so it shows what was found before and has it looked at again. */
export function createStanding(): Standing {
  let look: (() => Promise<Said>) | undefined;
  let found: Said = {};
  let isLooking = false;
  let lookedAt = 0;
  return {
    on: ({ database, elasticsearch }) => {
      look = async () => {
        const [data, search] = await Promise.all([selectsOne(database), isUsable(elasticsearch)]);
        return { ...(data === undefined ? {} : { database: data }), elasticsearch: search };
      };
    },
    now: () => {
      if (look !== undefined && !isLooking && performance.now() - lookedAt > askedAgainAfterMs) {
        isLooking = true;
        void look().then((seen) => {
          [found, isLooking, lookedAt] = [seen, false, performance.now()];
        });
      }
      return found;
    },
  };
}

async function selectsOne({ urlFile, hasBegun }: Database): Promise<'ok' | 'error' | undefined> {
  if (!hasBegun()) return undefined;
  let client: Client | undefined;
  try {
    const connectionString = readFileSync(urlFile, 'utf8').trim();
    client = new Client({ connectionString, connectionTimeoutMillis: limitMs, query_timeout: limitMs });
    client.on('error', () => undefined);
    await client.connect();
    await client.query('select 1');
    return 'ok';
  } catch {
    return 'error';
  } finally {
    void client?.end().catch(() => undefined);
  }
}

async function isUsable({ url }: ElasticsearchDouble): Promise<'ok' | 'error'> {
  try {
    const answer = await fetch(`${url}/_cluster/health`, { signal: AbortSignal.timeout(limitMs) });
    return healthSchema.parse(await answer.json()).status === 'red' ? 'error' : 'ok';
  } catch {
    return 'error';
  }
}
