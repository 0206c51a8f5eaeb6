// How often Runback has gone back by itself, from the durable store: reports outlive Temporal's retention and any process.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { type AutomaticRollback, automaticRollbackOf } from '../src/plan/flap-guard.js';
import { readReportName } from '../src/report-name.js';
import type { Fact } from '../src/rollback.js';
import { factOf } from './fact.js';
import { parseJson } from './json-fields.js';
import { filesAbout } from './report-store.js';

export type ReadAutomaticRollbacks = (
  entry: CatalogueEntry,
  now: number,
) => Promise<Fact<readonly AutomaticRollback[]>>;

/** Newest first, as far back as the catalogue's limits reach. A store that is not there yet has none. */
export const readAutomaticRollbacks =
  ({ reports }: { readonly reports: string }): ReadAutomaticRollbacks =>
  async (entry, now) =>
    factOf(async () => {
      const since = now - Math.max(0, ...entry.policy.automaticAtMost.map(({ within }) => within));
      const names = (await filesOf(reports, entry)).filter((name) => closedAtMs(name) >= since);
      const all = await Promise.all(names.map((name) => readFile(join(reports, name), 'utf8').then(parseJson)));
      return all
        .flatMap((stored) => automaticRollbackOf(stored, entry) ?? [])
        .toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
    });

/** To the second, so that one is never missed by its fraction. */
const closedAtMs = (name: string): number => Date.parse(readReportName(name)?.closedAt ?? '') + 1_000;

async function filesOf(folder: string, { service, environment }: CatalogueEntry): Promise<readonly string[]> {
  try {
    return filesAbout(await readdir(folder), { id: '', service, environment });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
