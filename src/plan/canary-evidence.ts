// Runbook › Method 4, when to use: "Issue only affects canary traffic, production unaffected". No data never says so.
import { type CountedRequests, canaryNow, type SeenCanary } from '../canary.js';
import type { CatalogueEntry } from '../catalogue/entry.js';
import type { Fact } from '../rollback.js';
import { canaryRules } from '../runbook/rollback-procedures/canary-rules.js';
import { grouped, percent } from '../runbook/wording.js';

export interface CanaryEvidence {
  readonly confined: boolean;
  /** "the canary fails 90 % of 62 requests, all else 0.1 % of 540" */
  readonly words: string;
}

const says = (words: string): CanaryEvidence => ({ confined: false, words });
const ratioOf = ({ requests, failed }: CountedRequests): number => failed / requests;
const shown = (counted: CountedRequests): string =>
  counted.requests === 0
    ? 'nothing of no requests'
    : `${percent(ratioOf(counted))} of ${grouped(counted.requests)} requests`;

export function canaryEvidence(
  canary: Fact<SeenCanary> | undefined,
  { errorRateAbove }: Pick<CatalogueEntry, 'errorRateAbove'>,
): CanaryEvidence {
  if (canary === undefined || canary.state === 'not connected') return says('the catalogue names no canary');
  if (canary.state === 'unknown') return says(`the canary could not be read: ${canary.why}`);
  const { traffic } = canary.value;
  if (canaryNow(canary.value).share === 0) return says('the canary gets no traffic');
  if (traffic.state === 'unknown') return says(`how the canary’s requests end could not be read: ${traffic.why}`);
  if (traffic.state === 'not connected') return says('how the canary’s requests end is not connected');
  const { canary: own, stable } = traffic.value;
  const words = `the canary fails ${shown(own)}, all else ${shown(stable)}`;
  const enough = own.requests >= canaryRules.fewestRequests && stable.requests >= canaryRules.fewestRequests;
  if (!enough) return says(`${words}: too few to compare`);
  return { confined: ratioOf(own) > errorRateAbove && ratioOf(stable) <= errorRateAbove, words };
}
