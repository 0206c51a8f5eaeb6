// Runbook › Escalation, "Consider full outage response": how much of the traffic fails and since when, as it was measured.
import type { CatalogueEntry } from '../catalogue/entry.js';
import type { OutageFacts } from '../outage.js';
import { failingNow } from './failing-now.js';
import { measuredImpact } from './impact.js';
import { clock, oneLine, percent } from './wording.js';

type Limits = Pick<CatalogueEntry, 'errorRateAbove' | 'minimumSample'>;

/** "9.8 % of requests fail, since 02:56 UTC (measured 03:34 UTC)"; undefined where it is not known. */
export function measuredScope({ errorRate, seenAt }: OutageFacts, limits: Limits): string | undefined {
  const measured = `(measured ${clock(seenAt)})`;
  const impact = measuredImpact(errorRate, limits);
  if (impact !== undefined) return `${impact} ${measured}`;
  const failing = failingNow(errorRate, limits.minimumSample);
  if (failing === undefined) return undefined;
  return `${percent(failing)} of requests fail, not more than the limit of ${percent(limits.errorRateAbove)} ${measured}`;
}

/** `before` is what an earlier page could say. */
export function outageScope(outage: OutageFacts | undefined, limits: Limits, before: string | undefined): string {
  const scope = outage && measuredScope(outage, limits);
  if (scope !== undefined) return scope;
  const last = before === undefined ? '' : `; last measured: ${before}`;
  return `Scope not known: ${whyNot(outage)}${last}`;
}

function whyNot(outage: OutageFacts | undefined): string {
  if (outage === undefined) return 'it could not be measured in time for this page';
  const { errorRate } = outage;
  if (errorRate.state === 'not connected') return 'no metrics are in the catalogue';
  if (errorRate.state === 'unknown') return `the error rate could not be read: ${oneLine(errorRate.why, 160)}`;
  return 'there are too few requests to judge';
}
