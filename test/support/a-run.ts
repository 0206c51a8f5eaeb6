// Builders of what a run is asked, shows and reports.
import type { Cause } from '../../src/diagnosis.js';
import type { Report } from '../../src/report.js';
import type { RollbackRequest } from '../../src/rollback.js';
import type { Status } from '../../src/status.js';

const v123 = {
  version: '1.2.3',
  commit: 'abc123',
  taskDefinition: 'arn:aws:ecs:us-east-1:111122223333:task-definition/applylens-api-prod:124',
};
const v122 = {
  version: '1.2.2',
  commit: 'def456',
  taskDefinition: 'arn:aws:ecs:us-east-1:111122223333:task-definition/applylens-api-prod:121',
};

export const aRequest = (given: Partial<RollbackRequest> = {}): RollbackRequest => ({
  service: 'applylens-api',
  environment: 'prod',
  reason: '5xx since v1.2.3',
  acceptedAt: '2026-11-23T03:04:00.000Z',
  ...given,
});

/** A run in the middle of its ECS deployment. */
export const aStatus = (given: Partial<Status> = {}): Status => ({
  id: 'rollback/prod/applylens-api',
  runKey: 'run-1',
  runId: 'run-1',
  service: 'applylens-api',
  environment: 'prod',
  phase: 'acting',
  phaseSince: '2026-11-23T03:04:10.000Z',
  severity: 'SEV2',
  mode: 'act',
  request: aRequest(),
  from: v123,
  to: v122,
  because: 'ran 26 h without trouble',
  method: 'ecs-task',
  wrongNow: 'errors 9.8 % now (12 % at worst, 0.2 % before)',
  doing: 'Following the ECS deployment: 3 of 4 tasks on v1.2.2',
  rung: { method: 'ecs-task', startedAt: '2026-11-23T03:04:10.000Z', expectedMs: 360_000, budgetMs: 900_000 },
  escalatesAt: '2026-11-23T03:34:00.000Z',
  escalateTo: 'the engineering manager',
  told: [],
  serving: [
    { release: '1.2.2', taskDefinition: v122.taskDefinition, tasks: 3 },
    { release: '1.2.3', taskDefinition: v123.taskDefinition, tasks: 1 },
  ],
  changed: true,
  verdict: 'not verified',
  legalVerbs: ['pause', 'abort', 'note'],
  legalItems: [],
  legalActions: ['retry', 'choose-target', 'proceed', 'abort'],
  times: { acceptedAt: '2026-11-23T03:04:00.000Z', firstChangeAt: '2026-11-23T03:04:10.000Z' },
  checklist: [],
  approvals: [],
  attempts: [],
  timeline: [],
  ...given,
});

export const aCause = (given: Partial<Cause> = {}): Cause => ({
  kind: 'dependency',
  sentence: 'v1.2.2 is answered 503 by https://payments.example',
  evidence: ['12 times in the log of 4 tasks'],
  remedy: 'Ask whoever runs it',
  heading: 'Health Checks Fail After Rollback',
  carriedOutBy: 'decide',
  ...given,
});

/** A rollback that worked and was verified. */
export const aReport = (given: Partial<Report> = {}): Report => ({
  id: 'request-1',
  runId: 'run-1',
  service: 'applylens-api',
  environment: 'prod',
  outcome: 'ROLLED_BACK',
  headline: 'v1.2.2 serves everything and production recovered',
  trigger: { kind: 'alert', name: 'ErrorRateSpike' },
  severity: 'SEV2',
  reason: '5xx since v1.2.3',
  request: aRequest(),
  from: v123,
  to: v122,
  method: 'ecs-task',
  attempts: [
    {
      method: 'ecs-task',
      result: 'claimed',
      reason: '4 of 4 tasks on v1.2.2',
      startedAt: '2026-11-23T03:04:05.000Z',
      endedAt: '2026-11-23T03:09:00.000Z',
    },
  ],
  times: {
    alertAt: '2026-11-23T03:03:58.000Z',
    acceptedAt: '2026-11-23T03:04:00.000Z',
    firstChangeAt: '2026-11-23T03:04:10.000Z',
    restoredAt: '2026-11-23T03:09:00.000Z',
    stableAt: '2026-11-23T03:11:00.000Z',
    verifiedAt: '2026-11-23T03:24:00.000Z',
    closedAt: '2026-11-23T03:24:05.000Z',
  },
  checklist: [
    { item: 'verify-issue', title: 'Verify Issue', state: 'done', how: 'automatic', evidence: 'errors 9.8 %' },
  ],
  approvals: [{ decision: 'not asked', at: '2026-11-23T03:04:05.000Z', comment: 'the policy asks nobody' }],
  verification: {
    verdict: 'recovered',
    checks: [{ name: 'Error rate', verdict: 'passed', evidence: 'errors 0.1 % (limit < 2 %)' }],
  },
  serving: [{ release: '1.2.2', taskDefinition: v122.taskDefinition, tasks: 4 }],
  change: 'made',
  passedOver: ['v1.2.3 (:123): its deployment failed on 16 October'],
  escalations: [],
  settingsChanged: [
    {
      setting: 'circuit breaker rollback',
      from: 'on',
      to: 'off',
      at: '2026-11-23T03:04:10.000Z',
      putBackAt: '2026-11-23T03:11:02.000Z',
    },
  ],
  notConnected: ['Slack'],
  next: {
    sentence: 'Find the root cause, fix and re-deploy; the release we left is held',
    command: 'runback report applylens-api --env prod',
  },
  timeline: [{ at: '2026-11-23T03:04:00.000Z', text: 'accepted' }],
  ...given,
});
