import { release, type Scenario } from './scenario.js';

const exitsAtStart = { startsUp: { exitCode: 1, after: 'start' } } as const;

/** v1.2.2 serves, a first build of v1.2.3 never came up, and the next build of v1.2.3 answers every fifth request with 500. */
export const badRelease: Scenario = {
  name: 'bad-release',
  description: 'v1.2.3 is deployed over v1.2.2 and answers 20 % of the requests with 500.',
  cluster: 'applylens-prod',
  service: 'applylens-api-prod',
  repository: 'applylens-api',
  githubRepository: 'leok974/ApplyLens',
  desiredCount: 4,
  firstRevision: 120,
  past: [
    {
      release: release({ version: '1.2.1', commit: '999fff', date: '2025-10-01' }),
      deployedHoursAgo: 15 * 24,
      outcome: 'successful',
    },
    {
      release: release({ version: '1.2.2', commit: 'def456', date: '2025-10-16' }),
      deployedHoursAgo: 26,
      outcome: 'successful',
    },
    {
      release: release({ version: '1.2.3', commit: 'bad000', date: '2025-10-16' }, exitsAtStart),
      deployedHoursAgo: 20,
      outcome: 'rolled back by the circuit breaker',
    },
  ],
  next: release({ version: '1.2.3', commit: 'abc123', date: '2025-10-17' }, { errorRate: 0.2 }),
};
