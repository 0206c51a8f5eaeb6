// Judges the runbook's second trigger: P95 above twice the average of the 24 hours before, in each of ten minutes.
import type { CatalogueEntry } from '../catalogue/entry.js';
import type { Fact } from '../rollback.js';
import type { LatencyFacts } from '../trigger-facts.js';
import { automaticTriggers } from './automatic-rollback-triggers.js';
import { inWords } from './durations.js';
import { type MeasuredStep, measuredWindow, type WindowLimits } from './measured-window.js';
import { judgeKnown, type RuleVerdict, unmeasured } from './rule-verdict.js';
import { grouped, inSeconds } from './wording.js';

export interface LatencyLimits extends WindowLimits {
  readonly aboveBaselineTimes: number;
  /** Steps of the comparison window that have to have a P95. */
  readonly baselineMeasured: number;
  /** "24 h": the comparison window as people call it. */
  readonly baselineCalled: string;
}

/** The trigger as the catalogue has it for this service. */
export function latencyLimits({ triggers, minimumSample, timings }: CatalogueEntry): LatencyLimits {
  const { minimumPerStep, comparedWithAtLeast } = automaticTriggers.latencyDegradation;
  return {
    aboveBaselineTimes: triggers.p95AboveBaseline,
    steps: Math.max(1, Math.round(timings.latencyFor / timings.errorRateMinute)),
    minimum: minimumSample,
    minimumPerStep,
    baselineMeasured: Math.ceil((timings.latencyBaseline / timings.latencyBaselineStep) * comparedWithAtLeast),
    baselineCalled: inWords(timings.latencyBaseline),
  };
}

export const judgeLatency = (fact: Fact<LatencyFacts>, limits: LatencyLimits): RuleVerdict =>
  judgeKnown(fact, 'the P95', (facts) => {
    const window = measuredWindow(facts.steps, limits, called);
    return typeof window === 'string' ? unmeasured(window) : compare(window, facts.baseline, limits);
  });

const called = { steps: 'minutes', a: 'a P95', the: 'the P95', counted: 'requests' };

function compare(window: readonly MeasuredStep[], baseline: LatencyFacts['baseline'], limits: LatencyLimits) {
  const seconds = window.map(({ value }) => value);
  const seen = `P95 ${inSeconds(Math.min(...seconds))} to ${inSeconds(Math.max(...seconds))}`;
  const lacking = whyNoBaseline(baseline, limits);
  if (lacking !== undefined || baseline.seconds === null) return unmeasured(`${seen}, but ${lacking}`);
  const limit = limits.aboveBaselineTimes * baseline.seconds;
  const above = seconds.filter((each) => each > limit).length;
  const compared = `limit ${limits.aboveBaselineTimes} × ${inSeconds(baseline.seconds)}, the average of the ${limits.baselineCalled} before`;
  const evidence = `${seen}, above the limit in ${above} of ${window.length} minutes (${compared})`;
  return { verdict: above === window.length ? 'breached' : 'not breached', evidence } as const;
}

function whyNoBaseline(
  { seconds, requests, measured }: LatencyFacts['baseline'],
  { minimum, baselineMeasured, baselineCalled }: LatencyLimits,
): string | undefined {
  const before = `the ${baselineCalled} before`;
  if (seconds === null || !(seconds > 0)) return `no P95 was measured in ${before}`;
  if ((measured ?? 0) < baselineMeasured) return `too little of ${before} was measured to compare with`;
  if ((requests ?? 0) < minimum) return `${before} have ${grouped(requests ?? 0)} requests, too few to compare with`;
  return undefined;
}
