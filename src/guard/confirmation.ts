// What Runback measures itself of the trigger that a machine names (decision 22): by that trigger's own rule. Pure.
import type { CatalogueEntry } from '../catalogue/entry.js';
import type { Fact, RollbackRequest } from '../rollback.js';
import { automaticTriggers } from '../runbook/automatic-rollback-triggers.js';
import type { RuleVerdict } from '../runbook/rule-verdict.js';
import { errorRateLimits, judgeErrorRate, judgeTriggers } from '../runbook/when-to-rollback.js';
import type { Situation } from '../situation.js';
import type { TriggerFacts } from '../trigger-facts.js';
import type { Rule } from './evaluation.js';
import { judgeSideBySide, newReleaseWorse, type SideBySideFacts } from './side-by-side.js';

/** Of a situation: what the trigger is judged on, where the request names one beside the error rate. */
export interface NamedRuleFacts {
  readonly triggers?: TriggerFacts;
  readonly sideBySide?: Fact<SideBySideFacts>;
}

/** Of the error rate each look reads what it is judged on. */
const readAtEachLook = automaticTriggers.errorRateSpike.name;

const rules = Object.keys(automaticTriggers) as Rule[];

/** The rule that is measured at the look because the request names it: one that only some rollbacks are about. */
export function ruleToMeasure({ trigger }: Pick<RollbackRequest, 'trigger'>): string | undefined {
  const name = trigger?.name;
  const named = name === newReleaseWorse.name || rules.some((rule) => automaticTriggers[rule].name === name);
  return named && name !== readAtEachLook ? name : undefined;
}

/** An alert of another name is held against the error rate. */
export function confirmation(
  situation: (NamedRuleFacts & Pick<Situation, 'errorRate'>) | undefined,
  request: Pick<RollbackRequest, 'trigger'>,
  entry: CatalogueEntry,
): RuleVerdict {
  const { errorRate = { state: 'not connected' } as const, triggers, sideBySide } = situation ?? {};
  const name = ruleToMeasure(request);
  if (name === newReleaseWorse.name) {
    const { is, evidence } = judgeSideBySide(sideBySide ?? { state: 'not connected' }, entry);
    if (is === 'worse') return { verdict: 'breached', evidence };
    return { verdict: is === 'not worse' ? 'not breached' : 'could not measure', evidence };
  }
  const own = triggers && judgeTriggers({ ...triggers, errorRate }, entry);
  return (
    own?.find(({ trigger }) => automaticTriggers[trigger].name === name) ??
    judgeErrorRate(errorRate, errorRateLimits(entry))
  );
}
