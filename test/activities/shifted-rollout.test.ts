import { describe, expect, it } from 'vitest';
import type { ProductionTraffic } from '../../activities/production-traffic.js';
import { readRollout } from '../../activities/rollout.js';
import { aDeployment, aService, bad, healthy, mine, old, target } from './a-rollout.js';

describe('a rollout of a service whose rule ECS owns', () => {
  const both = () =>
    aService([aDeployment({}), old({ desired: 3, running: 3 })], {
      settings: {
        ...aService([]).settings,
        strategy: 'BLUE_GREEN',
        shift: { bakeTimeInMinutes: 10, pausesAt: [] },
      },
    });
  const traffic = (share: number, given: Partial<ProductionTraffic> = {}) =>
    ({
      state: 'known',
      value: {
        shares: new Map([
          [target, share],
          [bad, 100 - share],
        ]),
        targetGroups: new Map(),
        isPaused: false,
        isInForce: true,
        ...given,
      },
    }) as const;

  it('is not restored while both releases run and the bad one has the traffic', () => {
    const reading = readRollout(both(), mine, healthy(3), traffic(0, { stage: 'SCALE_UP' }));
    expect(reading).toMatchObject({ end: 'going on', why: expect.stringContaining('0 % of the traffic (SCALE_UP)') });
    expect(reading).not.toHaveProperty('isTimed');
  });

  it('is restored when the target has all of it, though the bad one still runs', () => {
    const reading = readRollout(both(), mine, healthy(3), traffic(100, { stage: 'BAKE_TIME' }));
    expect(reading).toMatchObject({ end: 'restored', isTimed: true, others: 3 });
  });

  it.each([
    ['who has the traffic is not known', undefined],
    ['who has the traffic cannot be read', { state: 'unknown', why: 'ECS throttles' } as const],
    ['a part of it goes elsewhere', traffic(90)],
    ['the weights are not in force everywhere', traffic(100, { isInForce: false })],
  ])('is not restored while %s', (_, seen) => {
    expect(readRollout(both(), mine, healthy(3), seen)).toMatchObject({ end: 'going on' });
  });

  it('says that somebody has to continue it, and does not call that progress', () => {
    const reading = readRollout(both(), mine, undefined, traffic(0, { stage: 'BAKE_TIME', isPaused: true }));
    expect(reading.why).toContain('paused until somebody calls ContinueServiceDeployment');
    expect(reading).not.toHaveProperty('isTimed');
  });
});
