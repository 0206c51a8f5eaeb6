/** Counts failed sign-ins by address. */
export interface Attempts {
  /** Seconds to wait before the next attempt; 0: it may be made now. */
  waitFor(address: string): number;
  failed(address: string): void;
}

const most = 10;
const within = 60_000;
const mostAddresses = 10_000;

/** Ten wrong tokens a minute from one address. `now`: milliseconds since 1970. */
export function createAttempts(now: () => number = Date.now): Attempts {
  const failures = new Map<string, number[]>();
  const recent = (address: string): number[] => (failures.get(address) ?? []).filter((at) => at > now() - within);
  return {
    waitFor(address) {
      const [oldest, ...others] = recent(address).slice(-most);
      if (oldest === undefined || others.length < most - 1) return 0;
      return Math.ceil((oldest + within - now()) / 1_000);
    },
    failed(address) {
      const all = [...recent(address), now()].slice(-most);
      failures.delete(address);
      failures.set(address, all);
      const [longestAgo] = failures.keys();
      if (failures.size > mostAddresses && longestAgo !== undefined) failures.delete(longestAgo);
    },
  };
}
