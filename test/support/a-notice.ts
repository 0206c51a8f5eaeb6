import type { Notice } from '../../src/notice.js';

/** Workflow id of the incident that notices are told in. */
export const anIncident = 'incident/prod/applylens-api/applylens-api-prod-124';

/** The first notice of a rollback at night. */
export const aNotice = (given: Partial<Notice> = {}): Notice => ({
  id: 'run-1/1',
  kind: 'begun',
  writtenAt: new Date().toISOString(),
  rollback: 'rollback/prod/applylens-api',
  runKey: 'run-1',
  service: 'applylens-api',
  environment: 'prod',
  severity: 'SEV1',
  reason: '5xx since v1.2.3',
  acting: false,
  from: 'v1.2.3',
  to: 'v1.2.2',
  card: ['🔴 applylens-api prod · errors 9.8 % now', 'v1.2.3 → v1.2.2'],
  eta: '9 min',
  verbs: ['pause', 'abort', 'note'],
  ...given,
});

/** As it ended well. */
export const wellEnded = {
  outcome: 'ROLLED_BACK',
  headline: 'v1.2.2 serves everything',
  next: { sentence: 'Nothing' },
  recovered: true,
  checksPassed: 7,
  checksMade: 7,
} as const;
