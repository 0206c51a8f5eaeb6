import { describe, expect, it } from 'vitest';
import { makePlan } from '../../src/plan.js';
import { measuredAgain, namedTrigger } from '../../src/runbook/when-to-rollback.js';
import type { NamedFacts } from '../../src/trigger-facts.js';
import { anEntry, aRequest, aSeries, aSituation, now } from '../support/a-situation.js';
import { steps, times } from './steps.js';

const entry = anEntry();
const errorRate = (ratio: number) =>
  ({ state: 'known', value: { now: aSeries(times(5, ratio)), beforeDeployment: 0.001 } }) as const;
const slow = (p95: number): NamedFacts => ({
  trigger: 'latencyDegradation',
  fact: {
    state: 'known',
    value: { steps: steps(times(10, p95)), baseline: { seconds: 0.4, requests: 60_000, measured: 288 } },
  },
});

describe('the rule that an alert is about', () => {
  it.each([
    ['ErrorRateSpike', undefined, 'errorRateSpike'],
    ['High5xx', undefined, 'errorRateSpike'],
    ['LatencyDegradation', undefined, 'latencyDegradation'],
    ['ApiP95TooHigh', undefined, 'latencyDegradation'],
    ['FastBurnRate', 'error rate 4% over an hour', 'fastBurnRate'],
    ['ErrorBudgetBurn', undefined, 'fastBurnRate'],
    ['DatabaseConnectionFailures', undefined, 'databaseConnectionFailures'],
    ['ConnectionPoolExhausted', undefined, 'databaseConnectionFailures'],
    ['alarm 7', 'error rate 9 %', 'errorRateSpike'],
    ['DiskFull', 'errors on /var', undefined],
    ['ConnectionsHigh', undefined, undefined],
  ])('is told by %s and %s', (name, summary, rule) => {
    expect(namedTrigger({ trigger: { kind: 'alert', name, ...(summary && { summary }) } })).toBe(rule);
  });

  it('confirms an alert where the error rate alone would not', () => {
    expect(measuredAgain({ errorRate: errorRate(0.001), named: slow(0.81) }, entry)).toMatchObject({
      verdict: 'breached',
      evidence: expect.stringMatching(/^P95 .+ above the limit in 10 of 10 minutes/),
    });
    expect(measuredAgain({ errorRate: errorRate(0.001), named: slow(0.8) }, entry).verdict).toBe('not breached');
    expect(measuredAgain({ errorRate: errorRate(0.2), named: slow(0.1) }, entry)).toMatchObject({
      verdict: 'breached',
      evidence: expect.stringMatching(/^errors 20 %/),
    });
  });

  it.each<NamedFacts>([
    { trigger: 'latencyDegradation', fact: { state: 'unknown', why: 'no answer' } },
    { trigger: 'fastBurnRate', fact: { state: 'not connected' } },
    { trigger: 'databaseConnectionFailures', fact: { state: 'known', value: { steps: [] } } },
  ])('could not be measured where there is nothing of it: $trigger', (named) => {
    expect(measuredAgain({ errorRate: errorRate(0.001), named }, entry).verdict).toBe('could not measure');
  });

  it('is what the plan says is wrong, and what speaks for going back', () => {
    const situation = aSituation({ errorRate: errorRate(0.001), named: slow(0.81) });
    const plan = makePlan({ situation, entry, request: aRequest(), now });
    expect(plan.wrongNow).toMatch(/^P95 /);
    expect(plan.for[0]).toMatch(/^P95 .+ above the limit in 10 of 10 minutes/);
    expect(plan.against.join()).not.toContain('the trigger');
  });
});
