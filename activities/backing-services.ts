import { setTimeout as sleep } from 'node:timers/promises';
import type { BackingServices, DatabaseAnswer } from '../src/backing-services.js';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import type { Fact } from '../src/rollback.js';
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
  const [answered, health] = await Promise.all([
    database === undefined ? undefined : answerOf(database, asking),
    elasticsearch === undefined
      ? undefined
      : factOf(() => untilAnswered(asking, () => readClusterHealth(elasticsearch, asking))),
  ]);
  return {
    ...(answered === undefined ? {} : { database: answered }),
    ...(health === undefined ? {} : { elasticsearch: health }),
  };
}

/** Where tasks alone have its URL, none is begun to ask this. */
async function answerOf(
  { host, url }: NonNullable<CatalogueEntry['database']>,
  asking: Asking,
): Promise<Fact<DatabaseAnswer>> {
  if (url === undefined) return { state: 'not connected' };
  return factOf(() => untilAnswered(asking, () => selectOne({ host, url }, asking)));
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
