import type { Fact } from '../rollback.js';

/** What a rule of the runbook says of what was measured. No data, a gap or too few requests is never "not breached". */
export interface RuleVerdict {
  readonly verdict: 'breached' | 'not breached' | 'could not measure';
  readonly evidence: string;
}

export const unmeasured = (evidence: string): RuleVerdict => ({ verdict: 'could not measure', evidence });

/** Judges a fact that is known; `the` is its name: "the P95". */
export function judgeKnown<T>(fact: Fact<T>, the: string, judge: (value: T) => RuleVerdict): RuleVerdict {
  if (fact.state === 'known') return judge(fact.value);
  if (fact.state === 'unknown') return unmeasured(`${the} could not be read: ${fact.why}`);
  return unmeasured(`${the} is not connected: no query for it in the catalogue`);
}
