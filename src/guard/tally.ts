// What a guard has seen over all its evaluations, rule by rule: "no rule was breached" is said only of what was measured.
import { automaticTriggers } from '../runbook/automatic-rollback-triggers.js';
import type { JudgedTrigger } from '../runbook/judge-triggers.js';
import { oneLine } from '../runbook/wording.js';
import type { Evaluation, Rule } from './evaluation.js';

export interface Counted {
  readonly breached: number;
  readonly notBreached: number;
  readonly unmeasured: number;
  /** Why it could not be measured the last time that it could not. */
  readonly why?: string;
}

export interface Tally {
  readonly evaluations: number;
  readonly rules: Readonly<Partial<Record<Rule, Counted>>>;
}

export const nothingSeen: Tally = { evaluations: 0, rules: {} };

const notSeen: Counted = { breached: 0, notBreached: 0, unmeasured: 0 };

export function tallied({ evaluations, rules }: Tally, { judged }: Pick<Evaluation, 'judged'>): Tally {
  const more = judged.map((each) => [each.trigger, counted(rules[each.trigger] ?? notSeen, each)] as const);
  return { evaluations: evaluations + 1, rules: { ...rules, ...Object.fromEntries(more) } };
}

function counted(before: Counted, { verdict, evidence }: JudgedTrigger): Counted {
  if (verdict === 'breached') return { ...before, breached: before.breached + 1 };
  if (verdict === 'not breached') return { ...before, notBreached: before.notBreached + 1 };
  return { ...before, unmeasured: before.unmeasured + 1, why: oneLine(evidence, 300) };
}

/** "ErrorRateSpike: not breached in 120 of 122 evaluations, could not be measured in 2 (…)". Never fine without a measurement. */
export function tallyLines({ evaluations, rules }: Tally): readonly string[] {
  const counts = Object.entries(rules) as [Rule, Counted][];
  if (evaluations === 0 || counts.length === 0) return ['Nothing was measured'];
  return counts.map(([rule, { breached, notBreached, unmeasured, why }]) => {
    const said = [
      ...(breached === 0 ? [] : [`breached in ${breached}`]),
      ...(notBreached === 0 ? [] : [`not breached in ${notBreached}`]),
      ...(unmeasured === 0 ? [] : [`could not be measured in ${unmeasured} (${why ?? 'no reason is known'})`]),
    ];
    return `${automaticTriggers[rule].name}: ${said.join(', ')} of ${evaluations} evaluations`;
  });
}

/** Whether every rule was measured at each evaluation, and none was breached: the only thing that may be called fine. */
export const isFine = ({ evaluations, rules }: Tally): boolean => {
  const counts = Object.values(rules);
  return evaluations > 0 && counts.length > 0 && counts.every((each) => each.notBreached === evaluations);
};
