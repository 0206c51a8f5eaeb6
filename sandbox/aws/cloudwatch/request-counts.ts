// How many requests the load balancer really answered, by target group and AWS second: what CloudWatch has to tell of them.
import type { SimulatedTime } from '../../world.js';

export interface AnsweredByGroup {
  /** Name of the target group; empty for what matched none. */
  readonly targetGroup: string;
  readonly code: number;
}

export interface Count {
  readonly requests: number;
  /** Answered 500–599. */
  readonly failing: number;
}

export interface RequestCounts {
  note(answered: AnsweredByGroup): void;
  /** Between two AWS seconds since the epoch, the second one not included. */
  between(targetGroup: string, from: number, to: number): Count;
}

const keptSeconds = 3 * 3600;

/** Seconds since the epoch in this production's pace: in profile `quick` thirty go by in a real one. */
export const awsSecondsAt = (time: Pick<SimulatedTime, 'lasts'>, milliseconds: number): number =>
  milliseconds / time.lasts(1);

export function createRequestCounts(time: SimulatedTime): RequestCounts {
  const groups = new Map<string, Map<number, Count>>();
  return {
    note({ targetGroup, code }) {
      const seconds = groups.get(targetGroup) ?? new Map<number, Count>();
      groups.set(targetGroup, seconds);
      const second = Math.floor(awsSecondsAt(time, time.now()));
      const { requests, failing } = seconds.get(second) ?? { requests: 0, failing: 0 };
      seconds.set(second, { requests: requests + 1, failing: failing + Number(code >= 500) });
      const [oldest] = seconds.keys();
      if (oldest !== undefined && seconds.size > keptSeconds) seconds.delete(oldest);
    },
    between(targetGroup, from, to) {
      let requests = 0;
      let failing = 0;
      for (const [second, count] of groups.get(targetGroup) ?? []) {
        if (second < from || second >= to) continue;
        requests += count.requests;
        failing += count.failing;
      }
      return { requests, failing };
    },
  };
}
