import { setMaxListeners } from 'node:events';
import { setTimeout as realDelay } from 'node:timers/promises';

import type { SimulatedTime } from '../world.js';

/** Rejection of everything that was waiting in simulated time when the sandbox stopped. */
export class SandboxStopped extends Error {
  constructor() {
    super('The simulated production was stopped while something was still waiting in it; start it again to go on.');
    this.name = 'SandboxStopped';
  }
}

export type StoppableTime = SimulatedTime & { stop(): void };

/**
 * Time of the simulated production.
 * @param timeScale how many simulated seconds pass in one real second; 1 is AWS's own pace
 * @throws RangeError when the scale is not a positive number
 */
export function createSimulatedTime(timeScale: number): StoppableTime {
  if (!(Number.isFinite(timeScale) && timeScale > 0)) {
    throw new RangeError(`timeScale must be a positive number such as 1 or 30, but it is ${timeScale}`);
  }
  const stopped = new AbortController();
  setMaxListeners(0, stopped.signal);
  const lasts = (awsSeconds: number): number => (awsSeconds * 1000) / timeScale;
  return {
    timeScale,
    now: () => Date.now(),
    lasts,
    async pass(awsSeconds, signal) {
      const ended = signal ? AbortSignal.any([stopped.signal, signal]) : stopped.signal;
      try {
        await realDelay(lasts(awsSeconds), undefined, { signal: ended });
      } catch (error) {
        throw ended.aborted ? ended.reason : error;
      }
    },
    stop: () => stopped.abort(new SandboxStopped()),
  };
}
