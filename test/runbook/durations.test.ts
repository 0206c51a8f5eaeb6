import { describe, expect, it } from 'vitest';
import { inWords, milliseconds } from '../../src/runbook/durations.js';
import { escalation } from '../../src/runbook/escalation.js';
import { procedures } from '../../src/runbook/rollback-procedures.js';
import { percent } from '../../src/runbook/wording.js';

describe('durations of the runbook', () => {
  it.each([
    ['5 minutes', 300_000],
    ['1 minute', 60_000],
    ['1 hour', 3_600_000],
    ['<2 minutes', 120_000],
    ['8-12 minutes', 720_000],
    ['24 hours', 86_400_000],
  ])('reads "%s" as %d ms, of a range the longer', (text, ms) => {
    expect(milliseconds(text)).toBe(ms);
  });

  it.each(['', '5', '5 parsecs', 'five minutes', '-5 minutes'])('refuses "%s"', (text) => {
    expect(() => milliseconds(text)).toThrow(RangeError);
  });

  it.each([
    [400, '0.4 s'],
    [35_000, '35 s'],
    [270_000, '4.5 min'],
    [540_000, '9 min'],
    [28 * 60_000, '28 min'],
    [26 * 3_600_000, '26 h'],
    [12 * 86_400_000, '12 days'],
  ])('says %d ms as "%s"', (ms, words) => {
    expect(inWords(ms)).toBe(words);
  });

  it.each([
    [0.098, '9.8 %'],
    [0.12, '12 %'],
    [0.05, '5 %'],
    [0.0001, '< 0.1 %'],
    [0, '0 %'],
    [0.0996, '10 %'],
  ])('says the ratio %d as "%s"', (ratio, words) => {
    expect(percent(ratio)).toBe(words);
  });
});

describe('the procedures', () => {
  it.each([
    ['automatic', 4, '8 minutes', '10 minutes'],
    ['script', 7, '8 minutes', '10 minutes'],
    ['ecs-task', 7, '12 minutes', '15 minutes'],
    ['canary', 4, '4 minutes', '5 minutes'],
    ['database', 4, '24 minutes', '30 minutes'],
  ] as const)('give %s its %d steps, expected %s, at most %s', (method, steps, expected, budget) => {
    expect(procedures[method].steps).toHaveLength(steps);
    expect(procedures[method]).toMatchObject({ expected, budget });
    for (const { takes } of procedures[method].timeline) expect(milliseconds(takes)).toBeGreaterThan(0);
  });

  it('escalate after 30 minutes with four actions', () => {
    expect(escalation.after).toBe('30 minutes');
    expect(escalation.actions).toHaveLength(4);
  });
});
