import { durations } from '../durations.js';
import type { DeploymentConfiguration } from './service-settings.js';

/**
 * Failures at which the deployment circuit breaker trips (facts §5).
 * @param desiredCount the service's latest desired count
 */
export function breakerThreshold(
  { type, value }: DeploymentConfiguration['deploymentCircuitBreaker']['thresholdConfiguration'],
  desiredCount: number,
): number {
  if (type === 'COUNT') return value;
  const share = Math.ceil((value / 100) * desiredCount);
  return type === 'UNBOUNDED_PERCENT' ? share : Math.min(200, Math.max(3, share));
}

/**
 * AWS seconds until the next start after so many tasks in a row that never ran.
 * The first three pauses are measured (R14); doubling from there up to 15 minutes is assumed (DG23 gives only the ceiling).
 */
export function restartPause(consecutiveFailures: number): number {
  if (consecutiveFailures <= 3) return durations.restartPause;
  return Math.min(durations.longestRestartPause, 60 * 2 ** (consecutiveFailures - 4));
}
