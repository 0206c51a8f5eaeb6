import { vi } from 'vitest';

import type { Clock } from '../../../sandbox/metrics/repeat.js';

export interface ManualClock extends Clock {
  /** Wakes every sleeper that is due on the way, in the order of time. */
  advance(ms: number): Promise<void>;
  /** Sets the clock without waking anybody, as an operator may. */
  set(nowMs: number): void;
  /** Resolves when so many are asleep: everything else has been done. */
  untilAsleep(count: number): Promise<void>;
}

interface Sleeper {
  readonly dueMs: number;
  readonly wake: () => void;
}

export function manualClock(startMs: number): ManualClock {
  let nowMs = startMs;
  const sleepers = new Set<Sleeper>();
  const nextDue = (untilMs: number): Sleeper | undefined =>
    [...sleepers].filter(({ dueMs }) => dueMs <= untilMs).sort((a, b) => a.dueMs - b.dueMs)[0];
  return {
    now: () => nowMs,
    set: (toMs) => {
      nowMs = toMs;
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const giveUp = (): void => {
          sleepers.delete(sleeper);
          reject(new Error('woken'));
        };
        const wake = (): void => {
          signal.removeEventListener('abort', giveUp);
          resolve();
        };
        const sleeper: Sleeper = { dueMs: nowMs + ms, wake };
        if (signal.aborted) return giveUp();
        sleepers.add(sleeper);
        signal.addEventListener('abort', giveUp, { once: true });
      }),
    async advance(ms) {
      const untilMs = nowMs + ms;
      for (let next = nextDue(untilMs); next; next = nextDue(untilMs)) {
        sleepers.delete(next);
        nowMs = Math.max(nowMs, next.dueMs);
        next.wake();
        await turns();
      }
      nowMs = untilMs;
    },
    untilAsleep: (count) =>
      vi.waitFor(
        () => {
          if (sleepers.size !== count) throw new Error(`${sleepers.size} are asleep, not ${count}`);
        },
        { timeout: 10_000, interval: 1 },
      ),
  };
}

/** Lets what was woken run until it sleeps or waits for the world. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
