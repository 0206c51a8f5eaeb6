import type { SimulatedTime, Target, TargetGroupSettings, TargetHealth } from '../world.js';
import { keyOf, type Registration, registerTarget } from './registration.js';

export interface TargetGroup {
  readonly settings: TargetGroupSettings;
  update(settings: TargetGroupSettings): void;
  register(target: Target): void;
  /** Resolves when the deregistration delay is over, at once for a target that is not registered. */
  deregister(target: Target): Promise<void>;
  health(): readonly TargetHealth[];
  /** The preferred target if it is healthy, else the next healthy one in turn, else undefined. */
  next(preferredKey?: string): Registration | undefined;
  close(): void;
}

interface Surroundings {
  readonly time: SimulatedTime;
  readonly isInUse: () => boolean;
}

export function createTargetGroup(initially: TargetGroupSettings, { time, isInUse }: Surroundings): TargetGroup {
  let settings = initially;
  let turn = 0;
  const registrations = new Map<string, Registration>();
  const forget = (registration: Registration) => {
    // A target that was registered again in the meantime keeps its requests.
    if (registrations.get(registration.key) !== registration) return;
    registrations.delete(registration.key);
    registration.close();
  };
  return {
    get settings() {
      return settings;
    },
    update(changed) {
      settings = changed;
    },
    register(target) {
      const key = keyOf(target);
      if (registrations.get(key)?.isDraining() === false) return;
      registrations.set(key, registerTarget(target, { time, isInUse, healthCheck: () => settings.healthCheck }));
    },
    async deregister(target) {
      const registration = registrations.get(keyOf(target));
      await registration?.drain(settings.deregistrationDelaySeconds, () => forget(registration));
    },
    health: () => [...registrations.values()].map((registration) => registration.health()),
    next(preferredKey = '') {
      const preferred = registrations.get(preferredKey);
      if (preferred?.isRoutable()) return preferred;
      const routable = [...registrations.values()].filter((registration) => registration.isRoutable());
      return routable[turn++ % routable.length];
    },
    close() {
      for (const registration of registrations.values()) registration.close();
    },
  };
}
