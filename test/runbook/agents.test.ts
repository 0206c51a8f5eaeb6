import { describe, expect, it } from 'vitest';
import { type AgentReading, judgeAgents } from '../../src/runbook/agents.js';
import { verdictOf } from '../../src/runbook/post-rollback-verification.js';

const window = {
  restoredAt: '2026-11-23T03:10:00.000Z',
  now: '2026-11-23T03:25:00.000Z',
  watchMs: 15 * 60_000,
};
const agent = (given: Partial<AgentReading> = {}): AgentReading => ({
  name: 'inbox.triage',
  slo: 0.98,
  minimumSample: 50,
  errorRate: 0.001,
  requests: 5_000,
  ...given,
});

describe('agents with an SLO of their own', () => {
  it('are shown one by one', () => {
    const search = agent({ name: 'inbox.search', slo: 0.995, errorRate: 0.006 });
    expect(judgeAgents(window, [agent(), search])).toEqual([
      {
        name: 'Agent inbox.triage',
        verdict: 'passed',
        evidence: 'success 99.9 % (SLO 98 %), 5,000 requests since restored',
      },
      {
        name: 'Agent inbox.search',
        verdict: 'failed',
        evidence: 'success 99.4 % (SLO 99.5 %), 5,000 requests since restored',
      },
    ]);
  });

  it.each([
    ['at the SLO', { errorRate: 0.02 }, 'passed'],
    ['just below it', { errorRate: 0.0201 }, 'failed'],
    ['not measured', { errorRate: null }, 'could not measure'],
    ['on too few requests', { requests: 49 }, 'could not measure'],
    ['on just enough', { requests: 50 }, 'passed'],
    ['on none', { requests: null }, 'could not measure'],
  ] as const)('%s', (_, given, verdict) => {
    expect(judgeAgents(window, [agent(given)])[0]?.verdict).toBe(verdict);
  });

  it('that nobody used hold nothing up, and one that fails does', () => {
    const whole = { name: 'Error rate', verdict: 'passed', evidence: '' } as const;
    const judged = (given: Partial<AgentReading>) => verdictOf([whole, ...judgeAgents(window, [agent(given)])]);
    expect([judged({ requests: 3 }), judged({ requests: null, errorRate: null })]).toEqual(['recovered', 'recovered']);
    expect(judged({ errorRate: 0.5 })).toBe('not recovered');
    expect(verdictOf(judgeAgents(window, [agent({ requests: 3 })]))).toBe('could not measure');
  });
});
