import type { CatalogueEntry } from '../../catalogue/entry.js';
import { endpointsNotReachedYet } from '../../catalogue/not-reached-yet.js';
import { nobodyCanApprove } from '../../message-rules.js';
import { type Finding, notConfigured, notConnectedYet } from './finding.js';

/** What no code reaches so far: named, and not asked. Approvals too, where only an authenticated name would count. */
export function notAsked(of: string, { notReachedYet = {}, policy }: CatalogueEntry): Finding[] {
  const all = new Set([...endpointsNotReachedYet, ...Object.keys(notReachedYet)]);
  const found = [...all].map((endpoint) => {
    const address = notReachedYet[endpoint];
    return address === undefined ? notConfigured(of, endpoint) : notConnectedYet(of, endpoint, `${address}: not asked`);
  });
  return policy.identity === 'claimed' ? found : [...found, notConnectedYet(of, 'Approvals', nobodyCanApprove)];
}
