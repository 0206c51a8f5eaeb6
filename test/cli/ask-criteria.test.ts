import { describe, expect, it } from 'vitest';
import { withCriteria } from '../../src/cli/ask-criteria.js';
import type { Terminal } from '../../src/cli/terminal.js';

function aTerminal(...types: readonly string[]) {
  const said: string[] = [];
  const lines = [...types];
  const terminal: Terminal = {
    out: () => undefined,
    err: (line) => void said.push(line),
    interactive: true,
    redraws: false,
    ask: async () => true,
    read: async (question) => {
      said.push(question);
      return lines.shift();
    },
  };
  return { terminal, said };
}

describe('whoever starts a rollback at a terminal', () => {
  it('is asked which of the runbook’s criteria are met, until it is a list of numbers', async () => {
    const { terminal, said } = aTerminal('7', 'security', '2, 5');
    expect(await withCriteria(terminal, { env: 'prod' })).toEqual({
      env: 'prod',
      criteria: ['slo-multiple-agents', 'security'],
      reason: 'SLO violation across multiple agents; Security vulnerability introduced',
    });
    expect(said[0]).toBe('What is wrong? (If unsure, rollback. We can always re-deploy after fixing.)');
    expect(said).toContain('  5  Security vulnerability introduced');
    expect(said.filter((line) => line === 'Numbers from 1 to 6, or none:')).toHaveLength(3);
  });

  it('may name none, by Ctrl-C too, and keeps the reason that was given', async () => {
    expect(await withCriteria(aTerminal('').terminal, { reason: '5xx' })).toEqual({ reason: '5xx' });
    expect(await withCriteria(aTerminal().terminal, { reason: '5xx' })).toEqual({ reason: '5xx' });
    expect((await withCriteria(aTerminal('1').terminal, { reason: '5xx' })).reason).toBe('5xx');
  });

  it.each([
    ['has named them', { criteria: ['third-party'] }],
    ['said yes beforehand', { yes: true }],
    ['undoes a rollback', { undoes: 'request-1' }],
  ])('is not asked who %s', async (_, options) => {
    const { terminal, said } = aTerminal('1');
    await withCriteria(terminal, options);
    expect(said).toEqual([]);
  });

  it('is not asked where nobody sits', async () => {
    const { terminal, said } = aTerminal('1');
    await withCriteria({ ...terminal, interactive: false }, {});
    expect(said).toEqual([]);
  });
});
