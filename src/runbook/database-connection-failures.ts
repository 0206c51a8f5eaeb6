import type { CatalogueEntry } from '../catalogue/entry.js';
import type { Fact } from '../rollback.js';
import type { ConnectionFacts } from '../trigger-facts.js';
import { averageOf, measuredWindow, type WindowLimits } from './measured-window.js';
import { judgeKnown, type RuleVerdict, unmeasured } from './rule-verdict.js';
import { percent } from './wording.js';

export interface ConnectionLimits extends WindowLimits {
  /** Ratio 0–1. */
  readonly above: number;
}

/** The trigger as the catalogue has it for this service. */
export const connectionLimits = ({ triggers, timings }: CatalogueEntry): ConnectionLimits => ({
  above: triggers.connectionFailuresAbove,
  steps: Math.max(1, Math.round(timings.connectionFailuresFor / timings.errorRateMinute)),
  minimum: triggers.minimumConnectionAttempts,
});

/** The runbook's fourth trigger: above the limit in each of three minutes, on enough attempts. */
export const judgeConnectionFailures = (fact: Fact<ConnectionFacts>, limits: ConnectionLimits): RuleVerdict =>
  judgeKnown(fact, called.the, ({ steps }) => {
    const window = measuredWindow(steps, limits, called);
    if (typeof window === 'string') return unmeasured(window);
    const above = window.filter(({ value }) => value > limits.above).length;
    const share = percent(averageOf(window));
    const evidence = `${share} of database connections failed, above ${percent(limits.above)} in ${above} of ${window.length} minutes`;
    return { verdict: above === window.length ? 'breached' : 'not breached', evidence };
  });

const called = {
  steps: 'minutes',
  a: 'a share of failed database connections',
  the: 'the share of failed database connections',
  counted: 'attempts to connect',
};
