// Judges the runbook's third trigger: the error budget of the SLO burns more than 14.4 times too fast, in the long and the short window.
import type { CatalogueEntry } from '../catalogue/entry.js';
import type { Fact } from '../rollback.js';
import type { BurnRateFacts } from '../trigger-facts.js';
import { inWords } from './durations.js';
import { type MeasuredStep, measuredWindow } from './measured-window.js';
import { judgeKnown, type RuleVerdict, unmeasured } from './rule-verdict.js';
import { exactPercent, grouped, percent } from './wording.js';

export interface BurnRateLimits {
  readonly aboveBudgetTimes: number;
  /** Ratio 0–1, less than 1. */
  readonly slo: number;
  /** Parts of the long window, each as long as the short one. */
  readonly parts: number;
  /** Minutes of the short window. */
  readonly minutes: number;
  /** Requests in each of the two windows. */
  readonly minimum: number;
  /** "60 min" and "5 min". */
  readonly longCalled: string;
  readonly shortCalled: string;
}

/** The trigger as the catalogue has it for this service. */
export const burnRateLimits = ({ triggers, minimumSample, timings }: CatalogueEntry): BurnRateLimits => ({
  aboveBudgetTimes: triggers.burnRateAbove,
  slo: triggers.slo,
  parts: Math.max(1, Math.round(timings.burnRateLong / timings.burnRateShort)),
  minutes: Math.max(1, Math.round(timings.burnRateShort / timings.errorRateMinute)),
  minimum: minimumSample,
  longCalled: inWords(timings.burnRateLong),
  shortCalled: inWords(timings.burnRateShort),
});

/** The error rate (0–1) above which the budget burns that fast. */
export const burningAbove = ({ aboveBudgetTimes, slo }: Pick<BurnRateLimits, 'aboveBudgetTimes' | 'slo'>): number =>
  Number((aboveBudgetTimes * (1 - slo)).toPrecision(12));

export const judgeBurnRate = (fact: Fact<BurnRateFacts>, limits: BurnRateLimits): RuleVerdict =>
  judgeKnown(fact, 'the burn rate', ({ long, parts, minutes }) => {
    const called = { steps: `parts of ${limits.longCalled}`, ...named };
    const window = measuredWindow(parts, { steps: limits.parts, minimum: limits.minimum }, called);
    const newest = measuredWindow(minutes, { steps: limits.minutes, minimum: 0 }, { steps: 'minutes', ...named });
    if (typeof window === 'string') return unmeasured(window);
    return typeof newest === 'string' ? unmeasured(newest) : compare(long, window.at(-1), limits);
  });

const named = { a: 'an error rate', the: 'the error rate', counted: 'requests' };

function compare(long: BurnRateFacts['long'], short: MeasuredStep | undefined, limits: BurnRateLimits): RuleVerdict {
  const { longCalled, shortCalled, minimum, aboveBudgetTimes, slo } = limits;
  if (long.errorRate === null || !Number.isFinite(long.errorRate) || long.errorRate < 0 || short === undefined)
    return unmeasured(`no error rate was measured over ${longCalled}`);
  for (const [count, window] of [
    [long.requests ?? 0, longCalled],
    [short.count, shortCalled],
  ] as const) {
    if (count >= minimum) continue;
    return unmeasured(`only ${grouped(count)} requests in ${window}; ${grouped(minimum)} are needed to judge`);
  }
  const both = [long.errorRate, short.value] as const;
  const [overLong, overShort] = both.map((rate) => Number((rate / (1 - slo)).toFixed(1)));
  const isBreached = both.every((rate) => rate > burningAbove(limits));
  const errors = `errors ${percent(both[0])} and ${percent(both[1])}`;
  const evidence = `burn rate ${overLong} over ${longCalled}, ${overShort} over ${shortCalled} (limit ${aboveBudgetTimes} in both, SLO ${exactPercent(slo)}; ${errors})`;
  return { verdict: isBreached ? 'breached' : 'not breached', evidence };
}
