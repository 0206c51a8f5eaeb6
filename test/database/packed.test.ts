import { describe, expect, it } from 'vitest';
import { stateQuestions } from '../../src/database/questions.js';
import { toRunner } from './an-alembic-project.js';

/** Of RunTask's overrides. */
const mostCharacters = 8_192;
const common = { folder: '/app/services/api', urlVariable: 'DATABASE_URL', application: `runback ${'7'.repeat(36)}` };
const code = async (of: object): Promise<string> => {
  const answer = await toRunner<{ readonly code: string }>({ command: 'packed', of: { ...common, ...of } });
  if (answer.state !== 'answered') throw new Error(answer.says);
  return answer.answer.code;
};
const overridesOf = (text: string): number =>
  JSON.stringify({ containerOverrides: [{ name: 'api', command: ['python', '-c', text, 'f'.repeat(32)] }] }).length;

const hex = (seed: number): string => ((seed + 1) * 2_654_435_761).toString(16).padStart(12, '0').slice(-12);

describe('the program with its request', () => {
  it('fits into the overrides of a task for a look, with forty counts', async () => {
    const asks = Array.from({ length: 40 }, (_, number) => ({
      question: `select count(*)::text as rows from "table_${hex(number)}"`,
      withinMs: 8_000,
    }));
    const settings = { default_transaction_read_only: 'on', statement_timeout: 60_000 };
    expect(overridesOf(await code({ command: 'look', questions: stateQuestions, asks, settings }))).toBeLessThan(
      mostCharacters,
    );
  });

  it('fits for a walk of a hundred steps', async () => {
    const steps = Array.from({ length: 100 }, (_, number) => hex(number));
    const walk = {
      command: 'move',
      direction: 'down',
      steps,
      hashed: steps,
      from: [hex(0)],
      filesHash: 'a1'.repeat(32),
    };
    expect(overridesOf(await code(walk))).toBeLessThan(mostCharacters);
  });

  it('is refused for a request that no task is asked', async () => {
    expect(await toRunner({ command: 'packed', of: { command: 'steps' } })).toMatchObject({ state: 'refused' });
  });
});
