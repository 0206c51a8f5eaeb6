import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { catalogueQuery } from '../../src/database/catalogue-query.js';
import { stateQuestions } from '../../src/database/questions.js';
import { taskLines } from '../../src/database/task-lines.js';
import { anAlembicProject, python, toRunner } from './an-alembic-project.js';

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

  it.each([
    ['a hundred steps, compared at their end', 100, 1],
    ['fifty steps, each compared', 50, 50],
  ])('fits for a walk of %s', async (_, many, compared) => {
    const steps = Array.from({ length: many }, (_, number) => hex(number));
    const beginsWith = (step: string) => createHash('sha256').update(step).digest('hex').slice(0, 8);
    const walk = {
      command: 'move',
      direction: 'down',
      steps,
      hashed: steps,
      from: [hex(0)],
      filesHash: 'a1'.repeat(32),
      catalogue: catalogueQuery,
      fingerprints: Object.fromEntries(steps.slice(-compared).map((step) => [step, beginsWith(step)])),
    };
    expect(overridesOf(await code(walk))).toBeLessThan(mostCharacters);
  });

  it('takes the URL and its password out of what the project says, in either spelling', async () => {
    const project = await anAlembicProject();
    const folder = await project.folderAt('0002_emails');
    const url = 'postgresql://applylens:p%40ss-word@127.0.0.1:1/applylens';
    const text = await code({ command: 'look', folder, questions: {}, asks: [], settings: {} });
    for (const says of ['os.environ["DATABASE_URL"]', '"no p%40ss-word"']) {
      writeFileSync(
        join(folder, 'alembic/env.py'),
        `import os\nfrom sqlalchemy import create_engine\nurl = os.environ["DATABASE_URL"].replace("postgresql:", "postgresql+psycopg:")\ntry:\n    create_engine(url).connect()\nexcept Exception:\n    raise RuntimeError(${says})\n`,
      );
      const { stdout, exitCode } = await execa(python, ['-c', text, 'k1'], {
        cwd: folder,
        env: { DATABASE_URL: url },
        reject: false,
      });
      const { messages } = taskLines('k1', stdout.split('\n'));
      expect([messages, exitCode]).toEqual([[expect.stringContaining('RuntimeError')], 1]);
      expect(messages.join()).not.toContain('ss-word');
    }
    await project.close();
  });

  it('is refused for a request that no task is asked', async () => {
    expect(await toRunner({ command: 'packed', of: { command: 'steps' } })).toMatchObject({ state: 'refused' });
  });
});
