import type { CatalogueEntry } from '../../catalogue/entry.js';
import { endpointsNotReachedYet } from '../../catalogue/not-reached-yet.js';
import { type Finding, notConfigured, notConnectedYet } from './finding.js';

/** What no code reaches so far: named, and not asked. */
export function notAsked(of: string, { notReachedYet = {} }: CatalogueEntry): Finding[] {
  const all = new Set([...endpointsNotReachedYet, ...Object.keys(notReachedYet)]);
  return [...all].map((endpoint) => {
    const address = notReachedYet[endpoint];
    return address === undefined ? notConfigured(of, endpoint) : notConnectedYet(of, endpoint, `${address}: not asked`);
  });
}
