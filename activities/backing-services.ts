import { setTimeout as sleep } from 'node:timers/promises';
import type { BackingServices } from '../src/backing-services.js';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { readClusterHealth } from './elasticsearch.js';
import { factOf } from './fact.js';
import { selectOne } from './postgresql.js';

interface Asking {
  /** For each time. */
  readonly withinMs: number;
  readonly signal: AbortSignal;
  /** How often each is asked at most where no answer comes; once unless given. */
  readonly times?: number;
}

const pauseMs = 250;

/** Both at once. Never fails: what could not be read is unknown, and what the catalogue does not name is left out. */
export async function askBackingServices(
  { database, elasticsearch }: Pick<CatalogueEntry, 'database' | 'elasticsearch'>,
  asking: Asking,
): Promise<BackingServices> {
  const url = database?.url;
  const [answered, health] = await Promise.all([
    database === undefined || url === undefined
      ? undefined
      : factOf(() => untilAnswered(asking, () => selectOne({ host: database.host, url }, asking))),
    elasticsearch === undefined
      ? undefined
      : factOf(() => untilAnswered(asking, () => readClusterHealth(elasticsearch, asking))),
  ]);
  return {
    ...(answered === undefined ? {} : { database: answered }),
    ...(health === undefined ? {} : { elasticsearch: health }),
  };
}

/** One answer that is missing says little of who was asked. Throws what came back last. */
async function untilAnswered<T>({ times = 1, signal }: Asking, ask: () => Promise<T>): Promise<T> {
  for (let asked = 1; ; asked += 1) {
    try {
      return await ask();
    } catch (error) {
      if (asked >= times || signal.aborted) throw error;
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
