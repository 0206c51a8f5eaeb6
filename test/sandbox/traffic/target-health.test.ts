import { describe, expect, it } from 'vitest';

import { afterCheck, beingChecked, type CheckOutcome, type Judgement } from '../../../sandbox/traffic/target-health.js';

const pass: CheckOutcome = { passed: true };
const refused: CheckOutcome = {
  passed: false,
  reason: 'Target.FailedHealthChecks',
  description: 'Health checks failed',
};
const thresholds = { healthyThreshold: 3, unhealthyThreshold: 2 };

function statesAfter(...outcomes: CheckOutcome[]): string[] {
  let judged: Judgement = beingChecked;
  return outcomes.map((outcome) => {
    judged = afterCheck(judged, outcome, thresholds);
    return judged.shown.state;
  });
}

describe('the judgement of a target', () => {
  it('becomes healthy with the threshold of passes in a row', () => {
    expect(statesAfter(pass, pass, pass)).toEqual(['initial', 'initial', 'healthy']);
  });

  it('counts passes anew after a failure', () => {
    expect(statesAfter(pass, pass, refused, pass, pass, pass).at(-2)).toBe('initial');
  });

  it('stays healthy with fewer failures in a row than the threshold', () => {
    expect(statesAfter(pass, pass, pass, refused, pass, refused)).not.toContain('unhealthy');
  });

  it('becomes unhealthy with the threshold of failures in a row, straight from initial too', () => {
    expect(statesAfter(refused, refused)).toEqual(['initial', 'unhealthy']);
    expect(statesAfter(pass, pass, pass, refused, refused).at(-1)).toBe('unhealthy');
  });

  it('needs all the passes again to come back', () => {
    expect(statesAfter(refused, refused, pass, pass, pass).slice(1)).toEqual([
      'unhealthy',
      'unhealthy',
      'unhealthy',
      'healthy',
    ]);
  });
});
