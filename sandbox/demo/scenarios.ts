import type { Outcome } from '../../src/rollback.js';
import type { Hindrance } from './hindrance.js';

export interface DemoScenario {
  readonly name: string;
  readonly summary: string;
  /** The method that is expected to do it, as the demo calls it. */
  readonly method: string;
  /** Whether the pipeline's run is still there to be stopped. */
  readonly pipelineRuns?: boolean;
  readonly hindrance?: Hindrance;
  /** The bad release is a canary that serves from the beginning. */
  readonly canary?: true;
  readonly expects: { readonly outcome: Outcome; readonly verified: boolean };
}

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
    hindrance: { after: 'first change', putBack: '/applylens/prod/GMAIL_TOKEN_KEY', decides: 'retry' },
    expects: { outcome: 'ROLLED_BACK', verified: true },
  },
  {
    name: 'not-the-release',
    summary: 'the mail provider fails: v1.2.2 serves everything and fails as v1.2.3 did',
    method: 'Method 3 · ECS',
    hindrance: { after: 'stable', decides: 'proceed' },
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
];

export const expectation = ({ expects }: DemoScenario): string =>
  `${expects.outcome}${expects.verified ? ', verified' : ''}`;
