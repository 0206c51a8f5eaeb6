// A critical alert that nobody can place: whoever is on call is paged, once, since its workflow id is the alert's identity.
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { type UnmatchedAlert, unmatchedPage } from '../src/unmatched-alert.js';
import { tellByPage } from './telling-proxies.js';

export interface UnmatchedInput {
  /** Whose paging is used, in the alert's own name. */
  readonly entry: CatalogueEntry;
  readonly unmatched: UnmatchedAlert;
  readonly dedupKey: string;
}

/** Fails when the paging service refuses, or was not reached for a day. */
export async function unmatchedAlert({ entry, unmatched, dedupKey }: UnmatchedInput): Promise<{ pagedAt: string }> {
  const page = { entry, to: 'the on-call', action: 'trigger', severity: 'critical', dedupKey } as const;
  const { at } = await tellByPage({ ...page, ...unmatchedPage(unmatched) });
  return { pagedAt: at };
}
