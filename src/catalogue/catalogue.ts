import type { CatalogueEntry } from './entry.js';
import { nearest } from './nearest.js';
import type { RunbookReview } from './schema/document.js';

export type Found = { readonly entry: CatalogueEntry } | { readonly refused: string };

export interface Catalogue {
  /** By the service's name or an alias; `refused` is a sentence that lists what is known. */
  readonly find: (service: string, environment: string) => Found;
  /** In the order of the file. */
  readonly entries: () => readonly CatalogueEntry[];
  /** Who keeps the runbook and when it is read again; days as YYYY-MM-DD. */
  readonly runbook?: RunbookReview;
}

export const answersTo = (entry: CatalogueEntry, name: string): boolean =>
  entry.service === name || entry.aliases.includes(name);

export function catalogueOf(entries: readonly CatalogueEntry[], runbook?: RunbookReview): Catalogue {
  return {
    find: (service, environment) => {
      const entry = entries.find((each) => each.environment === environment && answersTo(each, service));
      return entry === undefined ? { refused: refusal(entries, service, environment) } : { entry };
    },
    entries: () => entries,
    ...(runbook === undefined ? {} : { runbook }),
  };
}

const listed = (names: readonly string[]): string => (names.length === 0 ? 'nothing' : [...new Set(names)].join(', '));

function refusal(entries: readonly CatalogueEntry[], service: string, environment: string): string {
  const elsewhere = entries.filter((each) => answersTo(each, service)).map((each) => each.environment);
  if (elsewhere.length > 0) {
    return `${quoted(service)} is in the catalogue for ${listed(elsewhere)}, not for environment ${quoted(environment)}.${guess(environment, elsewhere)}`;
  }
  const here = entries.filter((each) => each.environment === environment);
  const among = here.length > 0 ? here : entries;
  const known = among.map((each) => (here.length > 0 ? each.service : `${each.service} (${each.environment})`));
  const names = among.flatMap((each) => [each.service, ...each.aliases]);
  return `No service ${quoted(service)} in the catalogue for environment ${quoted(environment)}; known are ${listed(known)}.${guess(service, names)}`;
}

const quoted = (name: string): string => JSON.stringify(name.length > 80 ? `${name.slice(0, 79)}…` : name);

const guess = (name: string, known: readonly string[]): string => {
  const near = nearest(name, known);
  return near === undefined ? '' : ` Did you mean ${near}?`;
};
