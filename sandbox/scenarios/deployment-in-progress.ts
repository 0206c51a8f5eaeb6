import { badRelease } from './bad-release.js';
import { release, type Scenario } from './scenario.js';

/** Six tasks, one at a time, each healthy after ELBv2's default of 5 checks 30 s apart: a rollout of some 18 minutes. */
export const deploymentInProgress: Scenario = {
  ...badRelease,
  name: 'deployment-in-progress',
  description:
    'v1.2.3 answers half of the requests with 500, and its slow deployment is still under way when that is seen.',
  desiredCount: 6,
  rollout: { maximumPercent: 125, healthCheck: { intervalSeconds: 30, healthyThreshold: 5 } },
  next: release({ version: '1.2.3', commit: 'abc123', date: '2025-10-17' }, { errorRate: 0.5 }),
};
