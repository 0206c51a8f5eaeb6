// Scenarios about the people: who is asked, who answers, and who can be reached.
import { asks, credentialsAreRenewed, credentialsExpire } from './deeds.js';
import type { DemoScenario } from './demo-scenario.js';
import { approvesInSlack, breaksTheGlass, chatIsBack, chatIsDown, isEscalated, isWaitedFor } from './peoples-deeds.js';

const method = 'Method 3 · ECS';

export const peoplesScenarios: readonly DemoScenario[] = [
  {
    name: 'approval',
    summary: 'one approval is asked for: Pedro presses the button in the thread of the incident',
    method,
    meanwhile: { after: 'checklist', deeds: [isWaitedFor, approvesInSlack] },
    expects: { outcome: 'ROLLED_BACK', verified: true },
  },
  {
    name: 'break-glass',
    summary: 'two approvals are asked for and one person is awake: he breaks the glass, and the manager is paged',
    method,
    meanwhile: { after: 'checklist', deeds: [isWaitedFor, breaksTheGlass] },
    expects: { outcome: 'ROLLED_BACK', verified: true },
  },
  {
    name: 'nobody-answers',
    summary: 'one approval is asked for and nobody is awake: after ten minutes it goes ahead ("if unsure, rollback")',
    method,
    meanwhile: { after: 'checklist', deeds: [isWaitedFor] },
    expects: { outcome: 'ROLLED_BACK', verified: true },
  },
  {
    name: 'approval-timeout',
    summary: 'a machine may only propose, and nobody answers: it ends, and nothing was changed',
    method,
    meanwhile: { after: 'checklist', deeds: [isWaitedFor], isTheEnd: true },
    expects: { outcome: 'ABORTED', verified: false },
  },
  {
    name: 'chat-down',
    summary:
      'Slack, PagerDuty and the status page are down: it takes no longer, and people are told once they are back',
    method,
    meanwhile: { after: 'deployed', deeds: [chatIsDown] },
    afterwards: [chatIsBack],
    expects: { outcome: 'ROLLED_BACK', verified: true },
  },
  {
    name: 'escalation',
    summary:
      'AWS refuses the worker for more than thirty minutes: the engineering manager is paged, and it goes on when it can',
    method,
    meanwhile: { after: 'deployed', deeds: [credentialsExpire, asks, isEscalated, credentialsAreRenewed] },
    expects: { outcome: 'ROLLED_BACK', verified: true },
  },
];
