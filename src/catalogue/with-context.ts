// What an entry has of the rest of the catalogue: a run takes only its own entry with it.
import type { CatalogueEntry } from './entry.js';
import type { RunbookReview } from './schema/document.js';

export const withContext = (entries: readonly CatalogueEntry[], runbook: RunbookReview | undefined): CatalogueEntry[] =>
  entries.map((entry) => ({
    ...entry,
    ...twinOf(entry, entries),
    ...(runbook === undefined ? {} : { runbook }),
  }));

function twinOf(entry: CatalogueEntry, entries: readonly CatalogueEntry[]): Pick<CatalogueEntry, 'staging'> {
  const [twin, ...others] = entries.filter((each) => each.service === entry.service && each.kind === 'staging');
  if (twin === undefined || others.length > 0 || entry.kind === 'staging') return {};
  const { environment, kind, aws, ecs, release } = twin;
  return { staging: { environment, kind, aws, ecs, release } };
}
