const firstPauseMs = 5_000;
const longestPauseMs = 5 * 60_000;
const remembered = 1_000;

/** Milliseconds that double each time a run asks, so that one which tries again by itself does not turn in a circle. */
export function createLongerPauses(): (run: string) => number {
  const times = new Map<string, number>();
  return (run) => {
    const before = times.get(run) ?? 0;
    if (times.size >= remembered) times.clear();
    times.set(run, before + 1);
    return Math.min(firstPauseMs * 2 ** before, longestPauseMs);
  };
}
