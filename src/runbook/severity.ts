// How urgent it is: as the request says, else as the alert's label says, else SEV2; raised by what is measured, never lowered.
import type { Fact, Severity } from '../rollback.js';
import type { ErrorRateFacts } from '../situation.js';
import { failingNow } from './failing-now.js';
import { percent } from './wording.js';

const severityRule = { sev1WhenFailingAbove: 0.2, unlessSaid: 'SEV2' } as const;

const sev1 = /^(sev-?1|s1|p1|critical|page|emergency)$/i;
const sev2 = /^(sev-?2|s2|p2|warning|warn|high|error|major)$/i;

/** Of an alert's label `severity`; undefined where it says nothing of it. */
export function severityOfLabel(label: string | undefined): Severity | undefined {
  const said = label?.trim() ?? '';
  if (sev1.test(said)) return 'SEV1';
  return sev2.test(said) ? 'SEV2' : undefined;
}

export const severityOf = (requested: Severity | undefined, label?: string): Severity =>
  requested ?? severityOfLabel(label) ?? severityRule.unlessSaid;

/** Why a severity is SEV1 from now on; undefined where it stays what it is. `minimumSample` requests make a share count. */
export function raisedBecause(
  severity: Severity,
  errorRate: Fact<ErrorRateFacts>,
  minimumSample: number,
): string | undefined {
  const failing = failingNow(errorRate, minimumSample);
  if (severity === 'SEV1' || failing === undefined || failing <= severityRule.sev1WhenFailingAbove) return undefined;
  const limit = percent(severityRule.sev1WhenFailingAbove);
  return `severity raised from ${severity} to SEV1: ${percent(failing)} of requests fail, more than ${limit}`;
}
