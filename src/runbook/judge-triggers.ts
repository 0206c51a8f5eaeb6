import type { CatalogueEntry } from '../catalogue/entry.js';
import type { TriggerFacts } from '../trigger-facts.js';
import { automaticTriggers } from './automatic-rollback-triggers.js';
import { connectionLimits, judgeConnectionFailures } from './database-connection-failures.js';
import { errorRateLimits, judgeErrorRate } from './error-rate-spike.js';
import { burnRateLimits, judgeBurnRate } from './fast-burn-rate.js';
import { judgeLatency, latencyLimits } from './latency-degradation.js';
import type { RuleVerdict } from './rule-verdict.js';

export interface JudgedTrigger extends RuleVerdict {
  readonly trigger: keyof typeof automaticTriggers;
  /** The runbook's own words. */
  readonly words: string;
}

/** Runbook › When to Rollback › Automatic Rollback Triggers, each judged, in the runbook's order. */
export function judgeTriggers(facts: TriggerFacts, entry: CatalogueEntry): readonly JudgedTrigger[] {
  const of = (trigger: JudgedTrigger['trigger'], { verdict, evidence }: RuleVerdict): JudgedTrigger => ({
    trigger,
    words: automaticTriggers[trigger].words,
    verdict,
    evidence,
  });
  return [
    of('errorRateSpike', judgeErrorRate(facts.errorRate, errorRateLimits(entry))),
    of('latencyDegradation', judgeLatency(facts.latency, latencyLimits(entry))),
    of('fastBurnRate', judgeBurnRate(facts.burnRate, burnRateLimits(entry))),
    of('databaseConnectionFailures', judgeConnectionFailures(facts.databaseConnections, connectionLimits(entry))),
  ];
}
