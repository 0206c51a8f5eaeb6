export interface RateWindow {
  /** 0, or the whole seconds after which one more request will be taken. */
  take(key: string): number;
}

/** So many requests of one key in any span of so many milliseconds, in real time. */
export function createRateWindow({ most, withinMs }: { readonly most: number; readonly withinMs: number }): RateWindow {
  const taken = new Map<string, number[]>();
  return {
    take(key) {
      const now = Date.now();
      const recent = (taken.get(key) ?? []).filter((at) => at > now - withinMs);
      taken.set(key, recent);
      if (recent.length < most) {
        recent.push(now);
        return 0;
      }
      return Math.max(1, Math.ceil(((recent[0] ?? now) + withinMs - now) / 1000));
    },
  };
}
