// Words of a request and of its messages that somebody outside writes: each list is here once, its readers check by it.

export const outcomes = [
  'ROLLED_BACK',
  'ROLLED_BACK_TO_OTHER',
  'PARTIAL',
  'NOT_RECOVERED',
  'FAILED_SAFE',
  'FAILED_DIRTY',
  'SUPERSEDED',
  'NOT_NEEDED',
  'ABORTED',
  'PLANNED',
] as const;

export const methodNames = ['automatic', 'script', 'ecs-task', 'canary', 'database'] as const;

/** Runbook › When to Rollback: what a person may have seen. */
export const criteria = [
  'user-reports',
  'slo-multiple-agents',
  'migration-failure',
  'third-party',
  'security',
  'flag-did-not-help',
] as const;

/** Runbook › Pre-Rollback Checklist. */
export const checklistItems = [
  'verify-issue',
  'check-status',
  'communicate',
  'create-incident',
  'identify-version',
  'backup-plan',
] as const;

/** What a person may confirm: the items, and the text for customers (Runbook › Customer Communication). */
export const confirmable = [...checklistItems, 'customer-text'] as const;
export type Confirmable = (typeof confirmable)[number];
