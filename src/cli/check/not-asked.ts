import type { CatalogueEntry } from '../../catalogue/entry.js';
import { type Finding, notConnectedYet } from './finding.js';

/** What no code reaches so far: named, and not asked. */
export const notAsked = (of: string, { notReachedYet = {} }: CatalogueEntry): Finding[] =>
  Object.entries(notReachedYet).map(([endpoint, address]) => notConnectedYet(of, endpoint, `${address}: not asked`));
