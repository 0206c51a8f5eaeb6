import type { Outcome } from '../../src/rollback.js';

export interface DemoScenario {
  readonly name: string;
  readonly summary: string;
  /** The method that is expected to do it, as the demo calls it. */
  readonly method: string;
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
    summary: 'v1.2.3 is still being rolled out when the rule fires: ECS takes its own deployment back',
    method: 'Method 1 · automatic',
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
