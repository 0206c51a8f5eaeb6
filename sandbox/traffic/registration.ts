// One target in one target group, from its registration to the end of its deregistration delay.
import { setMaxListeners } from 'node:events';

import type { SimulatedTime, Target, TargetGroupSettings, TargetHealth } from '../world.js';
import { checkTarget } from './health-check.js';
import { afterCheck, beingChecked, draining, type Judgement, notInUse, registered } from './target-health.js';

export interface Registration {
  readonly key: string;
  readonly target: Target;
  /** Aborts when the deregistration delay is over with requests still under way. */
  readonly cutOff: AbortSignal;
  isRoutable(): boolean;
  isDraining(): boolean;
  health(): TargetHealth;
  /** Takes no new request from now on; resolves when the delay (AWS seconds) is over, and is the same for every call. */
  drain(delaySeconds: number, ended: () => void): Promise<void>;
  close(): void;
}

export interface Surroundings {
  readonly time: SimulatedTime;
  readonly isInUse: () => boolean;
  readonly healthCheck: () => TargetGroupSettings['healthCheck'];
}

interface Watched {
  readonly target: Target;
  readonly watch: AbortController;
  judgement: Judgement;
}

// A time-out scaled to milliseconds would measure this machine's hiccups and not the target.
const shortestTimeoutMilliseconds = 1000;

export function keyOf({ id, port }: Target): string {
  return `${id}:${port}`;
}

export function registerTarget(target: Target, surroundings: Surroundings): Registration {
  const watched: Watched = { target, watch: new AbortController(), judgement: registered };
  const cut = new AbortController();
  setMaxListeners(0, cut.signal);
  let drained: Promise<void> | undefined;
  const shown = () => {
    if (drained) return draining;
    return surroundings.isInUse() ? watched.judgement.shown : notInUse;
  };
  void watchHealth(watched, surroundings);
  return {
    key: keyOf(target),
    target,
    cutOff: cut.signal,
    isRoutable: () => !drained && watched.judgement.shown.state === 'healthy',
    isDraining: () => drained !== undefined,
    health: () => ({ target, ...shown() }),
    async drain(delaySeconds, ended) {
      watched.watch.abort();
      drained ??= surroundings.time.pass(delaySeconds).then(ended);
      await drained;
    },
    close() {
      watched.watch.abort();
      cut.abort();
    },
  };
}

async function watchHealth(watched: Watched, surroundings: Surroundings): Promise<void> {
  const { signal } = watched.watch;
  while (!signal.aborted) {
    if (surroundings.isInUse()) await checkOnce(watched, surroundings);
    else watched.judgement = registered;
    // Rejects when the target is deregistered or the sandbox stops: either way there is nothing left to watch.
    await surroundings.time.pass(surroundings.healthCheck().intervalSeconds, signal).catch(() => watched.watch.abort());
  }
}

async function checkOnce(watched: Watched, { time, healthCheck }: Surroundings): Promise<void> {
  const { path, matcher, timeoutSeconds, ...thresholds } = healthCheck();
  if (watched.judgement === registered) watched.judgement = beingChecked;
  const timeout = Math.max(time.lasts(timeoutSeconds), shortestTimeoutMilliseconds);
  const outcome = await checkTarget({ port: watched.target.port, path, matcher, timeout });
  if (!watched.watch.signal.aborted) watched.judgement = afterCheck(watched.judgement, outcome, thresholds);
}
