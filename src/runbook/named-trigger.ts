// The runbook's rule that an alert is about.
import type { RollbackRequest } from '../rollback.js';
import type { automaticTriggers } from './automatic-rollback-triggers.js';

type Trigger = keyof typeof automaticTriggers;

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
