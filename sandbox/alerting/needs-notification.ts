/** What was last delivered for a group: the fingerprints, and when. */
export interface LastDelivery {
  readonly firing: ReadonlySet<string>;
  readonly resolved: ReadonlySet<string>;
  readonly atMs: number;
}

export interface GroupNow {
  readonly firing: ReadonlySet<string>;
  readonly resolved: ReadonlySet<string>;
  readonly atMs: number;
}

/** Alertmanager's rule: something new fires, something that was told resolved, or the repeat interval is over. */
export function needsNotification(now: GroupNow, last: LastDelivery | undefined, repeatIntervalMs: number): boolean {
  if (!last) return now.firing.size > 0;
  if (!isSubset(now.firing, last.firing)) return true;
  if (now.firing.size === 0) return last.firing.size > 0;
  if (!isSubset(now.resolved, last.resolved)) return true;
  return now.atMs - last.atMs >= repeatIntervalMs;
}

function isSubset(some: ReadonlySet<string>, all: ReadonlySet<string>): boolean {
  return [...some].every((one) => all.has(one));
}
