import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { type CountedTask, nextRound, type RolloutSituation } from '../../../../sandbox/aws/ecs/rollout.js';

const tasks = (deployment: string, count: number, state: 'starting' | 'running' | 'healthy'): CountedTask[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `${deployment}-${state}-${index}`,
    deployment,
    createdAt: index,
    running: state !== 'starting',
    healthy: state === 'healthy',
    protected: false,
  }));

const aRollout = (changed: Partial<RolloutSituation>): RolloutSituation => ({
  desired: 4,
  minimumHealthyPercent: 100,
  maximumPercent: 200,
  primary: 'new',
  mayStart: true,
  tasks: tasks('old', 4, 'healthy'),
  ...changed,
});

describe('one round of a rolling deployment', () => {
  it('starts all replacements at once when the maximum leaves room for them', () => {
    expect(nextRound(aRollout({}))).toEqual({ start: 4, stop: [], stuck: false });
  });

  it('keeps every old task while no new one is healthy', () => {
    const round = nextRound(aRollout({ tasks: [...tasks('old', 4, 'healthy'), ...tasks('new', 4, 'running')] }));
    expect(round).toEqual({ start: 0, stop: [], stuck: false });
  });

  it('stops as many old tasks as there are healthy new ones', () => {
    const mixed = [...tasks('old', 4, 'healthy'), ...tasks('new', 3, 'healthy'), ...tasks('new', 1, 'starting')];
    expect(nextRound(aRollout({ tasks: mixed })).stop).toHaveLength(3);
  });

  it('makes room first when the maximum is 100 percent and the minimum allows it', () => {
    const round = nextRound(aRollout({ minimumHealthyPercent: 50, maximumPercent: 100 }));
    expect(round).toMatchObject({ start: 0, stop: ['old-healthy-3', 'old-healthy-2'] });
  });

  it('says that it is stuck when the percentages allow neither a start nor a stop', () => {
    expect(nextRound(aRollout({ maximumPercent: 100 }))).toEqual({ start: 0, stop: [], stuck: true });
  });

  it('rounds the maximum down and the minimum up', () => {
    const three = { desired: 3, minimumHealthyPercent: 50, maximumPercent: 150, tasks: tasks('old', 3, 'healthy') };
    expect(nextRound(aRollout(three)).start).toBe(1);
    expect(nextRound(aRollout({ ...three, maximumPercent: 100 })).stop).toHaveLength(1);
  });

  it('starts nothing while it may not', () => {
    expect(nextRound(aRollout({ mayStart: false, tasks: [] })).start).toBe(0);
  });

  it('stops the tasks that are still starting first when it scales in', () => {
    const round = nextRound(
      aRollout({ desired: 2, tasks: [...tasks('new', 2, 'healthy'), ...tasks('new', 2, 'starting')] }),
    );
    expect(round.stop).toEqual(['new-starting-1', 'new-starting-0']);
  });

  it('never goes above the maximum, and takes a healthy task only where the minimum stays', () => {
    const state = fc.constantFrom<('starting' | 'running' | 'healthy')[]>('starting', 'running', 'healthy');
    const some = fc.array(fc.tuple(fc.constantFrom('old', 'older', 'new'), state), { maxLength: 12 });
    fc.assert(
      fc.property(
        some,
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 100, max: 200 }),
        (all, desired, low, high) => {
          const running = all.map(
            ([deployment, kind], index) => ({ ...tasks(deployment, 1, kind)[0], id: `${index}` }) as CountedTask,
          );
          const { start, stop } = nextRound(
            aRollout({ desired, minimumHealthyPercent: low, maximumPercent: high, tasks: running }),
          );
          const healthyBefore = running.filter(({ healthy }) => healthy).length;
          const oldHealthyStopped = running.filter(
            ({ id, healthy, deployment }) => healthy && deployment !== 'new' && stop.includes(id),
          ).length;
          if (start > 0) expect(running.length + start).toBeLessThanOrEqual(Math.floor((desired * high) / 100));
          if (oldHealthyStopped > 0)
            expect(healthyBefore - oldHealthyStopped).toBeGreaterThanOrEqual(Math.ceil((desired * low) / 100));
        },
      ),
    );
  });
});
