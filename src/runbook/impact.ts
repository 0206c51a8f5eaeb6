// What users meet, where nobody wrote it: as it was measured. What is not known is not said.
import type { CatalogueEntry } from '../catalogue/entry.js';
import type { Fact } from '../rollback.js';
import type { ErrorRateFacts } from '../situation.js';
import { failingNow } from './failing-now.js';
import { clock, percent } from './wording.js';

/** "9.8 % of requests fail, since 02:56 UTC"; undefined where it is not measured, or not above the limit. */
export function measuredImpact(
  errorRate: Fact<ErrorRateFacts>,
  { errorRateAbove, minimumSample }: Pick<CatalogueEntry, 'errorRateAbove' | 'minimumSample'>,
): string | undefined {
  const failing = failingNow(errorRate, minimumSample);
  if (failing === undefined || failing <= errorRateAbove || errorRate.state !== 'known') return undefined;
  const { onset, onsetIsOlder } = errorRate.value;
  const since = onset === undefined ? '' : `, since ${clock(onset)}${onsetIsOlder === true ? ' or earlier' : ''}`;
  return `${percent(failing)} of requests fail${since}`;
}
