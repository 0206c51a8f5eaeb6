import { describe, expect, it } from 'vitest';

import { breakerThreshold, restartPause } from '../../../../sandbox/aws/ecs/circuit-breaker.js';

describe('the circuit breaker', () => {
  it.each([
    [{ type: 'BOUNDED_PERCENT', value: 50 }, 1, 3],
    [{ type: 'BOUNDED_PERCENT', value: 50 }, 25, 13],
    [{ type: 'BOUNDED_PERCENT', value: 50 }, 400, 200],
    [{ type: 'BOUNDED_PERCENT', value: 50 }, 800, 200],
    [{ type: 'UNBOUNDED_PERCENT', value: 50 }, 800, 400],
    [{ type: 'COUNT', value: 7 }, 800, 7],
  ] as const)('with %o and %i wanted tasks trips at %i failures', (configuration, desired, threshold) => {
    expect(breakerThreshold(configuration, desired)).toBe(threshold);
  });

  it('waits longer and longer between starts of tasks that never run, up to a quarter of an hour', () => {
    expect([1, 3, 4, 5, 20].map(restartPause)).toEqual([27, 27, 60, 120, 900]);
  });
});
