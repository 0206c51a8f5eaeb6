import { describe, expect, it } from 'vitest';
import { confirmation } from '../../src/guard/confirmation.js';
import { makePlan } from '../../src/plan.js';
import { namedTrigger } from '../../src/runbook/when-to-rollback.js';
import type { TriggerFacts } from '../../src/trigger-facts.js';
import { anEntry, aRequest, aSeries, aSituation, now } from '../support/a-situation.js';
import { steps, times } from './steps.js';

const entry = anEntry();
const errorRate = (ratio: number) =>
  ({ state: 'known', value: { now: aSeries(times(5, ratio)), beforeDeployment: 0.001 } }) as const;
const notConnected = { state: 'not connected' } as const;
const others = { errorRate: notConnected, burnRate: notConnected, databaseConnections: notConnected };
const slow = (p95: number): TriggerFacts => ({
  ...others,
  latency: {
    state: 'known',
    value: { steps: steps(times(10, p95)), baseline: { seconds: 0.4, requests: 60_000, measured: 288 } },
  },
});
const about = (name: string) => ({ trigger: { kind: 'alert', name } }) as const;
const aboutLatency = about('LatencyDegradation');

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
    const seen = (ratio: number, p95: number) =>
      confirmation({ errorRate: errorRate(ratio), triggers: slow(p95) }, aboutLatency, entry);
    expect(seen(0.001, 0.81)).toMatchObject({
      verdict: 'breached',
      evidence: expect.stringMatching(/^P95 .+ above the limit in 10 of 10 minutes/),
    });
    expect(seen(0.001, 0.8).verdict).toBe('not breached');
    expect(seen(0.2, 0.1)).toMatchObject({ verdict: 'breached', evidence: expect.stringMatching(/^errors 20 %/) });
  });

  it.each<[string, TriggerFacts]>([
    ['LatencyDegradation', { ...others, latency: { state: 'unknown', why: 'no answer' } }],
    ['FastBurnRate', { ...others, latency: notConnected }],
    [
      'DatabaseConnectionFailures',
      { ...others, latency: notConnected, databaseConnections: { state: 'known', value: { steps: [] } } },
    ],
  ])('could not be measured where there is nothing of it: %s', (name, triggers) => {
    const { verdict } = confirmation({ errorRate: errorRate(0.001), triggers }, about(name), entry);
    expect(verdict).toBe('could not measure');
  });

  it('is what the plan says is wrong, and what speaks for going back', () => {
    const situation = aSituation({ errorRate: errorRate(0.001), triggers: slow(0.81) });
    const plan = makePlan({ situation, entry, request: aRequest(aboutLatency), now });
    expect(plan.wrongNow).toMatch(/^P95 /);
    expect(plan.for[0]).toMatch(/^P95 .+ above the limit in 10 of 10 minutes/);
    expect(plan.against.join()).not.toContain('the trigger');
  });
});
