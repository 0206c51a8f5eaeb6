const floatingPointSlack = 1e-9;

/**
 * Decides which requests fail so that exactly the given share does, evenly spread and without chance.
 * @param phase 0–1, moves the first failure: tasks started together should not fail in step
 */
export function createErrorShare(phase = 0): { fails(errorRate: number): boolean } {
  let owed = phase;
  return {
    fails(errorRate) {
      owed += errorRate;
      const fails = owed >= 1 - floatingPointSlack;
      if (fails) owed -= 1;
      return fails;
    },
  };
}
