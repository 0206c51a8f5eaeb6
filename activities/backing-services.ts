import type { BackingServices } from '../src/backing-services.js';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { readClusterHealth } from './elasticsearch.js';
import { factOf } from './fact.js';
import { selectOne } from './postgresql.js';

/** Both at once. Never fails: what could not be read is unknown, and what the catalogue does not name is left out. */
export async function askBackingServices(
  { database, elasticsearch }: Pick<CatalogueEntry, 'database' | 'elasticsearch'>,
  asking: { readonly withinMs: number; readonly signal: AbortSignal },
): Promise<BackingServices> {
  const [answered, health] = await Promise.all([
    database === undefined ? undefined : factOf(() => selectOne(database, asking)),
    elasticsearch === undefined ? undefined : factOf(() => readClusterHealth(elasticsearch, asking)),
  ]);
  return {
    ...(answered === undefined ? {} : { database: answered }),
    ...(health === undefined ? {} : { elasticsearch: health }),
  };
}
