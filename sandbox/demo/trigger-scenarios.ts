// Scenarios about the triggers: each of the runbook's, and those that Runback does not follow by itself.
import { isDoubted, isRejectedBecause } from './database-deeds.js';
import { asks, decides } from './deeds.js';
import type { DemoScenario, Meanwhile } from './demo-scenario.js';
import { mailProviderFails, metricsFail, secondTime, troubleBegins } from './trigger-deeds.js';

const method = 'Method 3 · ECS';
const rolledBack = { outcome: 'ROLLED_BACK', verified: true } as const;

const isNotTheRelease = (comment: string): readonly Meanwhile[] => [
  { after: 'checklist', deeds: [isDoubted, isRejectedBecause(comment)], isTheEnd: true },
];

export const triggerScenarios: readonly DemoScenario[] = [
  {
    name: 'error-rate',
    summary: 'v1.2.3 answers 8 % of the requests with 500: above 5 % for five minutes',
    method,
    expects: rolledBack,
  },
  {
    name: 'latency',
    summary: 'v1.2.3 is slow and makes no errors: P95 above twice the day before for ten minutes',
    method,
    expects: rolledBack,
  },
  {
    name: 'burn-rate',
    summary:
      'v1.2.3 answers 4 % with 500, below the limit of 5 %: the error budget burns more than 14.4 times too fast',
    method,
    expects: rolledBack,
  },
  {
    name: 'database-connections',
    summary: 'v1.2.3 leaks its database connections: more than 10 % of the attempts to connect fail for three minutes',
    method,
    expects: rolledBack,
  },
  {
    name: 'already-alarming',
    summary: 'the trouble is older than v1.2.3: Runback proposes, and a person says no',
    method,
    before: [troubleBegins],
    meanwhile: isNotTheRelease('it began before v1.2.3 was deployed'),
    expects: { outcome: 'ABORTED', verified: false },
  },
  {
    name: 'flapping',
    summary: 'v1.2.3 is taken back, and so should v1.2.4 be: the second time a person is asked',
    method,
    ownReports: true,
    afterwards: secondTime(),
    expects: rolledBack,
  },
  {
    name: 'third-party-outage',
    summary: 'the mail provider is down as v1.2.3 is deployed: Runback names it and proposes, and a person says no',
    method,
    meanwhile: [
      { after: 'deployed', deeds: [mailProviderFails] },
      ...isNotTheRelease('gmail is down: no release of ours mends that'),
    ],
    expects: { outcome: 'ABORTED', verified: false },
  },
  {
    name: 'metrics-gap',
    summary:
      'the metrics lie and then are gone while v1.2.2 is restored: Runback calls nothing healthy, a person decides',
    method,
    meanwhile: [
      { after: 'first change', deeds: [metricsFail('lies')] },
      { after: 'stable', deeds: [metricsFail('holes'), asks, decides({ action: 'proceed' })] },
    ],
    expects: { outcome: 'ROLLED_BACK', verified: false },
  },
];
