import { databaseScenarios } from './database-scenarios.js';
import {
  asks,
  breakerIsSwitchedOn,
  credentialsAreRenewed,
  credentialsExpire,
  decides,
  findsCause,
  getsWorse,
  isUndone,
  laterIsDeployed,
  putsBack,
} from './deeds.js';
import type { DemoScenario } from './demo-scenario.js';
import { peoplesScenarios } from './peoples-scenarios.js';
import { triggerScenarios } from './trigger-scenarios.js';

/** Names are those of the sandbox's scenarios. */
export const demoScenarios: readonly DemoScenario[] = [
  {
    name: 'bad-release',
    summary: 'v1.2.3 answers every fifth request with 500; the revision before it never came up',
    method: 'Method 3 · ECS',
    expects: { outcome: 'ROLLED_BACK', verified: true },
  },
  {
    name: 'deployment-in-progress',
    summary:
      'v1.2.3 is still being rolled out when the rule fires: the pipeline is stopped, ECS takes its deployment back',
    method: 'Method 1 · automatic',
    pipelineRuns: true,
    expects: { outcome: 'ROLLED_BACK', verified: true },
  },
  {
    name: 'blue-green',
    summary: 'v1.2.3 has the traffic and bakes when the rule fires: ECS gives the traffic back to the old tasks',
    method: 'Method 1 · automatic',
    expects: { outcome: 'ROLLED_BACK', verified: true },
  },
  {
    name: 'missing-parameter',
    summary: 'a parameter that v1.2.2 is started with was deleted: Runback names it, a person puts it back',
    method: 'Method 3 · ECS',
    meanwhile: {
      after: 'first change',
      deeds: [findsCause, putsBack('/applylens/prod/GMAIL_TOKEN_KEY'), decides({ action: 'retry' })],
    },
    expects: { outcome: 'ROLLED_BACK', verified: true },
  },
  {
    name: 'not-the-release',
    summary: 'the mail provider fails: v1.2.2 serves everything and fails as v1.2.3 did',
    method: 'Method 3 · ECS',
    meanwhile: { after: 'stable', deeds: [findsCause, decides({ action: 'proceed' })] },
    expects: { outcome: 'NOT_RECOVERED', verified: false },
  },
  {
    name: 'script-fails',
    summary: 'the release script meets expired AWS credentials on its host: the next method does it',
    method: 'Method 2, then 3',
    expects: { outcome: 'ROLLED_BACK', verified: true },
  },
  {
    name: 'script-lies',
    summary: 'the release script ends with exit 0 and has changed nothing: the next method does it',
    method: 'Method 2, then 3',
    expects: { outcome: 'ROLLED_BACK', verified: true },
  },
  {
    name: 'canary-bad',
    summary: 'a canary of v1.2.3 with a tenth of the traffic answers nine requests in ten with 500; production is fine',
    method: 'Method 4 · canary',
    canary: true,
    expects: { outcome: 'ROLLED_BACK', verified: true },
  },
  {
    name: 'partial',
    summary: 'two tasks of v1.2.3 have protected themselves: they are found, and stopped one by one',
    method: 'Method 3 · ECS',
    expects: { outcome: 'ROLLED_BACK', verified: true },
  },
  {
    name: 'wrong-target',
    summary: 'the release script deploys v1.2.1 instead of v1.2.2: a person lets the next method do it',
    method: 'Method 2, then 3',
    meanwhile: { after: 'checklist', deeds: [asks, decides({ action: 'use-method', method: 'ecs-task' })] },
    expects: { outcome: 'ROLLED_BACK', verified: true },
  },
  {
    name: 'crash-loop',
    summary: 'v1.2.2 does not start any more: v1.2.3 is left in charge, and a person chooses v1.2.1',
    method: 'Method 3 · ECS',
    meanwhile: {
      after: 'first change',
      deeds: [findsCause, decides({ action: 'choose-target', target: { version: '1.2.1' } })],
    },
    expects: { outcome: 'ROLLED_BACK_TO_OTHER', verified: true },
  },
  {
    name: 'credentials-expired',
    summary: "the worker's AWS credentials expire before the change: it waits, and goes on when they are renewed",
    method: 'Method 3 · ECS',
    meanwhile: { after: 'deployed', deeds: [credentialsExpire, asks, credentialsAreRenewed] },
    expects: { outcome: 'ROLLED_BACK', verified: true },
  },
  {
    name: 'superseded',
    summary: 'somebody deploys v1.2.4 while v1.2.2 is rolled out: Runback leaves it to them',
    method: 'Method 3 · ECS',
    meanwhile: { after: 'first change', deeds: [laterIsDeployed], isTheEnd: true },
    expects: { outcome: 'SUPERSEDED', verified: false },
  },
  {
    name: 'makes-it-worse',
    summary: 'v1.2.2 answers 60 % with 500 by now: somebody is paged at once and undoes the rollback',
    method: 'Method 3 · ECS',
    meanwhile: { after: 'first change', deeds: [getsWorse, isUndone] },
    expects: { outcome: 'ABORTED', verified: false },
  },
  {
    name: 'breaker-reverts',
    summary: 'v1.2.2 does not start any more, and somebody lets ECS take our deployment back: a person is asked',
    method: 'Method 3 · ECS',
    meanwhile: {
      after: 'first change',
      deeds: [breakerIsSwitchedOn, asks, decides({ action: 'proceed' })],
      isTheEnd: true,
    },
    expects: { outcome: 'FAILED_DIRTY', verified: false },
  },
  ...peoplesScenarios,
  ...triggerScenarios,
  ...databaseScenarios,
];

export const expectation = ({ expects }: DemoScenario): string =>
  `${expects.outcome}${expects.verified ? ', verified' : ''}`;
