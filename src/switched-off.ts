import type { DeploymentSettings } from './situation.js';

export type RevertingSetting = 'circuit breaker rollback' | 'deployment alarms';

/** What was on before our change and is off now. */
export function switchedOff(former: DeploymentSettings, now: DeploymentSettings): RevertingSetting[] {
  const isOff = (was: boolean | undefined, is: boolean | undefined) => was === true && is !== true;
  const alarms =
    isOff(former.alarms?.enable, now.alarms?.enable) || isOff(former.alarms?.rollback, now.alarms?.rollback);
  return [
    ...(isOff(former.circuitBreaker.rollback, now.circuitBreaker.rollback)
      ? (['circuit breaker rollback'] as const)
      : []),
    ...(alarms ? (['deployment alarms'] as const) : []),
  ];
}
