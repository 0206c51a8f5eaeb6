// What an entry has of the rest of the catalogue: a run takes only its own entry with it.
import type { CatalogueEntry } from './entry.js';
import type { RunbookReview } from './schema/document.js';

export const withContext = (entries: readonly CatalogueEntry[], runbook: RunbookReview | undefined): CatalogueEntry[] =>
  entries.map((entry) => ({
    ...entry,
    ...twinOf(entry, entries),
    ...besideOf(entry, entries),
    ...(runbook === undefined ? {} : { runbook }),
  }));

function twinOf(entry: CatalogueEntry, entries: readonly CatalogueEntry[]): Pick<CatalogueEntry, 'staging'> {
  const [twin, ...others] = entries.filter((each) => each.service === entry.service && each.kind === 'staging');
  if (twin === undefined || others.length > 0 || entry.kind === 'staging') return {};
  const { environment, kind, aws, ecs, release } = twin;
  return { staging: { environment, kind, aws, ecs, release } };
}

/** A database is one by its name, in one environment. */
function besideOf(
  { service, environment, database }: CatalogueEntry,
  entries: readonly CatalogueEntry[],
): Pick<CatalogueEntry, 'database'> {
  if (database === undefined) return {};
  const others = entries.filter(
    (each) => each.service !== service && each.environment === environment && each.database?.name === database.name,
  );
  if (others.length === 0) return {};
  const beside = others.map(({ service: name, kind, aws, ecs, release }) => ({
    ...{ service: name, environment, kind, aws, ecs, release },
  }));
  return { database: { ...database, beside } };
}
