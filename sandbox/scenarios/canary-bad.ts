import { badRelease } from './bad-release.js';
import { release, type Scenario } from './scenario.js';

const v123 = release({ version: '1.2.3', commit: 'abc123', date: '2025-10-17' }, { errorRate: 0.9 });

/** v1.2.2 serves well; a canary of v1.2.3 has a tenth of the traffic and answers nine requests in ten with 500. */
export const canaryBad: Scenario = {
  ...badRelease,
  name: 'canary-bad',
  description: 'A canary of v1.2.3 with 10 % of the traffic beside v1.2.2 answers 90 % of its requests with 500.',
  canary: {
    release: v123,
    deployedHoursAgo: 0.25,
    weight: 10,
    stickinessSeconds: 3600,
    scaling: { minCapacity: 1, maxCapacity: 4 },
  },
  next: v123,
};
