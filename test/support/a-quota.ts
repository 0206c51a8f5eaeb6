import type { QuotaUse } from '../../src/service-quotas.js';

/** Four tasks of one vCPU each, in an account with room for many more. */
export const aQuota = (given: Partial<QuotaUse> = {}): QuotaUse => ({
  service: 'fargate',
  code: 'L-3032A538',
  name: 'Fargate On-Demand vCPU resource count',
  limit: 4_000,
  used: 4,
  aTask: 1,
  allTasks: 4,
  ...given,
});
