import type { Criterion } from '../rollback.js';

export { automaticTriggers } from './automatic-rollback-triggers.js';
export { connectionLimits, judgeConnectionFailures } from './database-connection-failures.js';
export { consecutiveMinutes, errorRateLimits, judgeErrorRate, troubleIsGone } from './error-rate-spike.js';
export { burningAbove, burnRateLimits, judgeBurnRate } from './fast-burn-rate.js';
export { judgeTriggers } from './judge-triggers.js';
export { judgeLatency, latencyLimits } from './latency-degradation.js';
export { namedTrigger } from './named-trigger.js';

// Runbook › When to Rollback › Manual Rollback Criteria
export const manualCriteria: Readonly<Record<Criterion, string>> = {
  'user-reports': 'User reports of widespread issues',
  'slo-multiple-agents': 'SLO violation across multiple agents',
  'migration-failure': 'Database migration failure',
  'third-party': 'Third-party integration failure',
  security: 'Security vulnerability introduced',
  'flag-did-not-help': 'Feature flag not preventing issue',
};

export const decisionRule = 'If unsure, rollback. We can always re-deploy after fixing.';
