import { setTimeout as delay } from 'node:timers/promises';

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Rejects when the signal is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export interface Repetition {
  /** Resolves when what is under way has ended. */
  stop(): Promise<void>;
}

export const realClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    await delay(ms, undefined, { signal });
  },
};

/** Acts now and then every interval (real milliseconds), never twice at once; a late action does not delay the ones after it. */
export function repeat(clock: Clock, intervalMs: number, act: (signal: AbortSignal) => Promise<void>): Repetition {
  const stopping = new AbortController();
  const ended = keepActing(clock, intervalMs, act, stopping.signal);
  return {
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

async function keepActing(
  clock: Clock,
  intervalMs: number,
  act: (signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  for (let dueMs = clock.now(); !signal.aborted; ) {
    await act(signal);
    const missed = Math.floor((clock.now() - dueMs) / intervalMs);
    dueMs += Math.max(missed + 1, 1) * intervalMs;
    await sleepUnlessStopped(clock, dueMs - clock.now(), signal);
  }
}

async function sleepUnlessStopped(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  try {
    await clock.sleep(ms, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
