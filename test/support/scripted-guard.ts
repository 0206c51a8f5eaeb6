import type { GuardActivities } from '../../activities/guard-activities.js';
import { aGuarded, aLook, ofErrorRate, quietSeries } from './a-guard.js';

/** A deployment that began a moment ago, and no trouble. */
export const scriptedGuard = (): GuardActivities => ({
  identifyDeployment: async () => ({ guarded: aGuarded({ createdAt: new Date().toISOString() }) }),
  lookAtDeployment: async ({ at, withBefore }) =>
    aLook({ at, ...(withBefore ? { before: ofErrorRate(quietSeries) } : {}) }),
  lookBesideDeployment: async () => [],
});
