import { describe, expect, it } from 'vitest';

import { createAlarms } from '../../../../sandbox/aws/cloudwatch/alarms.js';
import { bakeSeconds, triggeredAlarms } from '../../../../sandbox/aws/ecs/deployment-alarms.js';

const alarmsWith = (...changes: readonly (readonly [at: number, state: 'OK' | 'ALARM'])[]) => {
  let now = 0;
  const alarms = createAlarms(() => now);
  for (const [at, state] of changes) {
    now = at;
    alarms.set({ name: '5xx', state });
  }
  return alarms;
};

describe('the alarms of a deployment', () => {
  it.each([
    ['that went into ALARM after it began take it back', alarmsWith([0, 'OK'], [50, 'ALARM']), ['5xx']],
    ['that are OK again are forgotten', alarmsWith([0, 'OK'], [50, 'ALARM'], [70, 'OK']), []],
    ['that were in ALARM as it began are ignored', alarmsWith([5, 'ALARM']), []],
    ['are ignored to its end, even when they came back', alarmsWith([5, 'ALARM'], [20, 'OK'], [50, 'ALARM']), []],
    ['that nobody made are ignored', alarmsWith(), []],
  ])('%s', (_, alarms, expected) => {
    expect(triggeredAlarms(alarms, ['5xx'], { begunAt: 10, lastLook: 90 })).toEqual(expected);
  });

  it('say nothing before ECS has looked once', () => {
    expect(triggeredAlarms(alarmsWith([1, 'ALARM'], [9, 'OK']), ['5xx'], { begunAt: 10, lastLook: 5 })).toEqual([]);
  });

  it('let it bake as long as the slowest of them needs, or as long as it is told', () => {
    const alarms = alarmsWith();
    alarms.set({ name: '5xx', state: 'OK', periodSeconds: 60, evaluationPeriods: 3 });
    alarms.set({ name: 'latency', state: 'OK' });

    expect(bakeSeconds(alarms, ['latency', '5xx'], 0)).toBe(180);
    expect(bakeSeconds(alarms, ['latency', 'gone'], 0)).toBe(60);
    expect(bakeSeconds(alarms, ['5xx'], 5)).toBe(300);
  });
});
