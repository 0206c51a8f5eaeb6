// The runbook's rule that an alert is about: measured again like the error rate, so that an alert can be confirmed.
import type { CatalogueEntry } from '../catalogue/entry.js';
import type { RollbackRequest } from '../rollback.js';
import type { Situation } from '../situation.js';
import type { NamedFacts } from '../trigger-facts.js';
import { connectionLimits, judgeConnectionFailures } from './database-connection-failures.js';
import { errorRateLimits, judgeErrorRate } from './error-rate-spike.js';
import { burnRateLimits, judgeBurnRate } from './fast-burn-rate.js';
import { judgeLatency, latencyLimits } from './latency-degradation.js';
import type { RuleVerdict } from './rule-verdict.js';

type Trigger = NamedFacts['trigger'] | 'errorRateSpike';

/** The narrowest words first: an alert about a budget tells of an error rate too. */
const words: readonly (readonly [trigger: Trigger, words: RegExp])[] = [
  ['fastBurnRate', /burn.?rate|error.?budget/i],
  ['databaseConnectionFailures', /(database|db|pool).{0,20}connection|connection.{0,20}(fail|pool|refus)/i],
  ['latencyDegradation', /latency|p9[59]|slow.?(response|request)/i],
  ['errorRateSpike', /error.?rate|5xx/i],
];

/** By the alert's name, else by its summary; undefined for what the runbook has no rule for. */
export function namedTrigger({ trigger }: Pick<RollbackRequest, 'trigger'>): Trigger | undefined {
  const said = (text: string | undefined): Trigger | undefined =>
    text === undefined ? undefined : words.find(([, pattern]) => pattern.test(text))?.[0];
  return said(trigger?.name) ?? said(trigger?.summary);
}

/** What Runback itself measured: the error rate, and where that does not breach its rule the one that the alert names. */
export function measuredAgain(
  { errorRate, named }: Pick<Situation, 'errorRate' | 'named'>,
  entry: CatalogueEntry,
): RuleVerdict {
  const errors = judgeErrorRate(errorRate, errorRateLimits(entry));
  return errors.verdict === 'breached' || named === undefined ? errors : judgeNamed(named, entry);
}

/** Its figures, where the rule that the alert names is breached. */
export function namedBreach({ named }: Pick<Situation, 'named'>, entry: CatalogueEntry): string | undefined {
  if (named === undefined) return undefined;
  const { verdict, evidence } = judgeNamed(named, entry);
  return verdict === 'breached' ? evidence : undefined;
}

function judgeNamed(named: NamedFacts, entry: CatalogueEntry): RuleVerdict {
  if (named.trigger === 'latencyDegradation') return judgeLatency(named.fact, latencyLimits(entry));
  if (named.trigger === 'fastBurnRate') return judgeBurnRate(named.fact, burnRateLimits(entry));
  return judgeConnectionFailures(named.fact, connectionLimits(entry));
}
