// What is wrong in numbers, and since when.
import type { CatalogueEntry } from '../catalogue/entry.js';
import type { ReleaseName, RollbackRequest } from '../rollback.js';
import { clock, oneLine, percent } from '../runbook/wording.js';
import type { ErrorRateFacts, Situation } from '../situation.js';
import { relationOf, type Suspicion } from './suspect.js';

/** "errors 9.8 % now (12 % at worst, 0.2 % before)", or why there is no figure. */
export function wrongNow({ errorRate }: Situation, { reason }: RollbackRequest): string {
  const figures = errorRate.state === 'known' ? figuresOf(errorRate.value) : undefined;
  if (figures !== undefined) return figures;
  const why =
    errorRate.state === 'unknown' ? `could not be read: ${oneLine(errorRate.why, 120)}` : notMeasured[errorRate.state];
  return `${oneLine(reason, 120)} (error rate ${why})`;
}

const notMeasured = { known: 'could not be measured: no data', 'not connected': 'not connected' } as const;

function figuresOf({ now, beforeDeployment }: ErrorRateFacts): string | undefined {
  const ratios = now.samples.flatMap(({ ratio }) => (ratio === null || !Number.isFinite(ratio) ? [] : [ratio]));
  const newest = now.samples.at(-1)?.ratio ?? null;
  if (newest === null || !Number.isFinite(newest)) return undefined;
  const worst = Math.max(...ratios);
  const before = beforeDeployment ?? now.baseline;
  const beside = [
    ...(percent(worst) === percent(newest) ? [] : [`${percent(worst)} at worst`]),
    ...(before === null ? [] : [`${percent(before)} before`]),
  ];
  return `errors ${percent(newest)} now${beside.length === 0 ? '' : ` (${beside.join(', ')})`}`;
}

/** "began 02:57 UTC, 2 min after the deployment of v1.2.3 (limit 5 %)"; undefined when nobody knows since when. */
export function wrongSince(suspicion: Suspicion, from: ReleaseName, entry: CatalogueEntry): string | undefined {
  if (!suspicion.onsetKnown) return undefined;
  const relation = relationOf(suspicion, from);
  const began = `began ${clock(suspicion.onset)}${relation === undefined ? '' : `, ${relation}`}`;
  return `${began} (limit ${percent(entry.errorRateAbove)})`;
}
