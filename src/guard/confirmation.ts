// What Runback measures itself of the trigger that a machine names (decision 22): by that trigger's own rule. Pure.
import type { CatalogueEntry } from '../catalogue/entry.js';
import type { Fact, RollbackRequest } from '../rollback.js';
import { automaticTriggers } from '../runbook/automatic-rollback-triggers.js';
import type { RuleVerdict } from '../runbook/rule-verdict.js';
import { errorRateLimits, judgeErrorRate, judgeTriggers, namedTrigger } from '../runbook/when-to-rollback.js';
import type { Situation } from '../situation.js';
import type { TriggerFacts } from '../trigger-facts.js';
import { judgeSideBySide, newReleaseWorse, type SideBySideFacts } from './side-by-side.js';

/** Of a situation: what the trigger is judged on, where the request names one beside the error rate. */
export interface NamedRuleFacts {
  readonly triggers?: TriggerFacts;
  readonly sideBySide?: Fact<SideBySideFacts>;
}

/** The rule that is measured at the look because the request names it: one that only some rollbacks are about. */
export function ruleToMeasure(request: Pick<RollbackRequest, 'trigger'>): string | undefined {
  if (request.trigger?.name === newReleaseWorse.name) return newReleaseWorse.name;
  const named = namedTrigger(request);
  // Of the error rate each look reads what it is judged on.
  return named === undefined || named === 'errorRateSpike' ? undefined : automaticTriggers[named].name;
}

type Measured = NamedRuleFacts & Pick<Situation, 'errorRate'>;

/** By the rule that the request names; an alert is held against the error rate as well, and confirmed by either. */
export function confirmation(
  situation: Measured | undefined,
  request: Pick<RollbackRequest, 'trigger'>,
  entry: CatalogueEntry,
): RuleVerdict {
  const errors = judgeErrorRate(situation?.errorRate ?? { state: 'not connected' }, errorRateLimits(entry));
  if (situation === undefined) return errors;
  const isCompared = ruleToMeasure(request) === newReleaseWorse.name;
  if (errors.verdict === 'breached' && !isCompared) return errors;
  return namedVerdict(situation, request, entry) ?? errors;
}

/** Its figures, where the rule that the request names is breached, and it is not the error rate's. */
export function namedBreach(
  situation: Measured,
  request: Pick<RollbackRequest, 'trigger'>,
  entry: CatalogueEntry,
): string | undefined {
  const { verdict, evidence } = namedVerdict(situation, request, entry) ?? {};
  return verdict === 'breached' ? evidence : undefined;
}

function namedVerdict(
  { errorRate, triggers, sideBySide }: Measured,
  request: Pick<RollbackRequest, 'trigger'>,
  entry: CatalogueEntry,
): RuleVerdict | undefined {
  const name = ruleToMeasure(request);
  if (name === undefined) return undefined;
  if (name === newReleaseWorse.name) {
    const { is, evidence } = judgeSideBySide(sideBySide ?? { state: 'not connected' }, entry);
    if (is === 'worse') return { verdict: 'breached', evidence };
    return { verdict: is === 'not worse' ? 'not breached' : 'could not measure', evidence };
  }
  const own = triggers && judgeTriggers({ ...triggers, errorRate }, entry);
  return own?.find(({ trigger }) => automaticTriggers[trigger].name === name);
}
