// Runbook › Escalation: what the one who is paged asks first, read in the few seconds that a page may wait.
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import type { OutageFacts } from '../src/outage.js';
import { measureErrorRate } from './look-around.js';
import type { ReadBackups } from './rds.js';

/** A page waits for it. */
const withinMs = 4_000;

/** Never fails: a source that does makes its fact unknown. */
export const measureOutage =
  ({ backups: readBackups }: { readonly backups: ReadBackups }) =>
  async ({ entry }: { readonly entry: CatalogueEntry }): Promise<OutageFacts> => {
    const seenAt = new Date().toISOString();
    const [errorRate, backups] = await Promise.all([measureErrorRate({ entry }, withinMs), readBackups(entry)]);
    return { seenAt, errorRate, backups };
  };
