import type { CatalogueEntry } from '../../catalogue/entry.js';
import { nobodyCanApprove } from '../../message-rules.js';
import { type Finding, notConnectedYet } from './finding.js';

/** What no code reaches so far: named, and not asked. Approvals too, where only an authenticated name would count. */
export function notAsked(of: string, { notReachedYet = {}, policy }: CatalogueEntry): Finding[] {
  const found = Object.entries(notReachedYet).map(([endpoint, address]) =>
    notConnectedYet(of, endpoint, `${address}: not asked`),
  );
  return policy.identity === 'claimed' ? found : [...found, notConnectedYet(of, 'Approvals', nobodyCanApprove)];
}
