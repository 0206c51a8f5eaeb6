// What the runbook's manual criteria change about a plan (Runbook › When to Rollback › Manual Rollback Criteria).
import type { Criterion, ReleaseName, RollbackRequest } from '../rollback.js';
import { shortName } from '../runbook/wording.js';

const says = ({ criteria = [] }: RollbackRequest, criterion: Criterion): boolean => criteria.includes(criterion);

/** A vulnerability shows in no metric: releases are judged by their version, and the one that is left is blocked. */
export const isAboutSecurity = (request: RollbackRequest): boolean => says(request, 'security');

/** What a person should know before agreeing. */
export function criteriaWarnings(request: RollbackRequest, from: ReleaseName): string[] {
  if (!isAboutSecurity(request)) return [];
  const name = shortName(from);
  return [
    `security: ${name} will be blocked, not only held: nothing goes back to it until that is lifted, and only an admin undoes this`,
  ];
}

interface Weighed {
  readonly for: readonly string[];
  readonly against: readonly string[];
}

/** Why a person has to agree, whoever asked and whatever the policy says. */
export function criteriaDoubts(request: RollbackRequest, weighed: Weighed): string[] {
  const schemaToo = request.database !== undefined;
  return [
    ...(says(request, 'third-party')
      ? [
          `a third party is said to fail, which no rollback mends: for: ${listed(weighed.for)}; against: ${listed(weighed.against)}`,
        ]
      : []),
    ...(says(request, 'migration-failure') && !schemaToo
      ? [
          'a migration is said to have failed, and this takes back the application alone: with --database the schema goes first',
        ]
      : []),
  ];
}

const listed = (reasons: readonly string[]): string => (reasons.length === 0 ? 'nothing found' : reasons.join(', '));
