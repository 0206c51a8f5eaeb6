import { describe, expect, it } from 'vitest';
import { stalledAfter } from '../src/plan/stall.js';
import type { TargetGroupFacts } from '../src/situation.js';
import { aSituation } from './support/a-situation.js';
import { anEntry } from './support/an-entry.js';

const { targetGroups } = aSituation();
const [aGroup] = targetGroups.state === 'known' ? targetGroups.value : [];
if (aGroup === undefined) throw new Error('the night has a target group');
const group = (interval: number, threshold: number, drain: number): TargetGroupFacts => ({
  ...aGroup,
  healthCheckIntervalSeconds: interval,
  healthyThreshold: threshold,
  deregistrationDelaySeconds: drain,
});
const known = <T>(value: T) => ({ state: 'known', value }) as const;
const unknown = { state: 'unknown', why: 'AWS did not answer' } as const;
const entry = (timeScale?: number) => ({
  ...anEntry({ timings: { poll: 5_000 } }),
  ...(timeScale === undefined ? {} : { timeScale }),
});

describe('a deployment that serves beside another release has stalled', () => {
  it.each([
    // 1.5 × (start + interval × threshold + deregistration) + a poll, in seconds.
    ['a small service', 20, [group(10, 2, 60)], 1.5 * (20 + 20 + 60) + 5],
    ['the defaults of ELBv2', 35, [group(30, 5, 300)], 1.5 * (35 + 150 + 300) + 5],
    ['a slow start', 240, [group(10, 2, 30)], 1.5 * (240 + 20 + 30) + 5],
    ['the slowest of two groups', 20, [group(10, 2, 30), group(30, 3, 90)], 1.5 * (20 + 90 + 90) + 5],
    ['no load balancer, where ECS waits 40 s', 20, [], 1.5 * (20 + 40) + 5],
  ])('after any step of %s and half as long again', (_, start, groups, seconds) => {
    const settings = { taskStartSeconds: known(start), targetGroups: known(groups) };
    expect(stalledAfter(settings, entry())).toBe(seconds * 1_000);
  });

  it('sooner in quick time, where what was measured is quick already', () => {
    const settings = { taskStartSeconds: known(1), targetGroups: known([group(10, 2, 60)]) };
    expect(stalledAfter(settings, entry(20))).toBe(1.5 * (1 + 80 / 20) * 1_000 + 5_000);
  });

  it.each([
    { taskStartSeconds: unknown, targetGroups: known([group(10, 2, 60)]) },
    { taskStartSeconds: known(20), targetGroups: unknown },
  ])('only when its time is over, where the settings are not known', (settings) => {
    expect(stalledAfter(settings, entry())).toBeUndefined();
  });
});
