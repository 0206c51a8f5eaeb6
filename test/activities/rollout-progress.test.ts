import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { betterOf } from '../../activities/rollout-progress.js';

const first = '2026-11-23T03:05:00.000Z';
const later = '2026-11-23T03:06:00.000Z';
const best = { onTarget: 2, others: 2, healthyTargets: 1, at: first };

describe('the best that was seen of a rollout', () => {
  it.each([
    ['one more task of the target', { onTarget: 3, others: 4 }],
    ['one task of another release fewer', { onTarget: 0, others: 1 }],
    ['one more healthy target', { onTarget: 2, others: 2, healthyTargets: 2 }],
  ])('is bettered by %s', (_, seen) => {
    expect(betterOf(best, seen, later).at).toBe(later);
  });

  it.each([
    ['the same again', { onTarget: 2, others: 2, healthyTargets: 1 }],
    ['a task that died', { onTarget: 1, others: 2, healthyTargets: 0 }],
    ['more tasks of other releases', { onTarget: 2, others: 3 }],
  ])('is not bettered by %s', (_, seen) => {
    expect(betterOf(best, seen, later)).toEqual(best);
  });

  it('is bettered at most once for each task and target, however often they come and go', () => {
    const count = fc.nat({ max: 4 });
    const polls = fc.array(fc.record({ onTarget: count, others: count, healthyTargets: count }), { minLength: 1 });
    fc.assert(
      fc.property(polls, (seen) => {
        const times = seen.map((_, index) => new Date(Date.parse(first) + index).toISOString());
        let now: ReturnType<typeof betterOf> | undefined;
        const bettered = new Set(
          seen.map((each, index) => {
            now = betterOf(now, each, times[index] ?? first);
            return now.at;
          }),
        );
        expect(bettered.size).toBeLessThanOrEqual(1 + 3 * 4);
      }),
    );
  });
});
