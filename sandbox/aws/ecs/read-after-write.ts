// Reads that lag behind writes: for a while after a change DescribeServices and its like answer as if it had not happened (facts §4).
import type { SimulatedTime } from '../../world.js';
import type { Service } from './records.js';

export interface ReadAfterWrite {
  /** AWS seconds; 0 for reads that follow at once. */
  setSeconds(seconds: number): void;
  /** Keeps how a service looked before a change that is made now. */
  beforeChange(service: Service, described: object): void;
  /** The service as reads still show it; undefined when they show it as it is. */
  shown(service: Service): object | undefined;
  /** Whether reads show what was made then (milliseconds since the epoch). */
  shows(service: Service, createdAt: number): boolean;
}

interface Former {
  readonly described: object;
  readonly changedAt: number;
  readonly until: number;
}

export function createReadAfterWrite(time: SimulatedTime): ReadAfterWrite {
  let lag = 0;
  const formers = new WeakMap<Service, Former>();
  const inForce = (service: Service): Former | undefined => {
    const former = formers.get(service);
    return former !== undefined && time.now() < former.until ? former : undefined;
  };
  return {
    setSeconds(seconds) {
      lag = seconds;
    },
    beforeChange(service, described) {
      if (lag === 0 || inForce(service)) return;
      formers.set(service, { described, changedAt: time.now(), until: time.now() + time.lasts(lag) });
    },
    shown: (service) => inForce(service)?.described,
    shows(service, createdAt) {
      const former = inForce(service);
      return former === undefined || createdAt < former.changedAt;
    },
  };
}
