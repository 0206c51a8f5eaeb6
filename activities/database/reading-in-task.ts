// What an assessment asks of the real database, by tasks: one for its state, a second one for what would be lost.
import { countQuestion, referredQuestion } from '../../src/database/questions.js';
import type { Reading } from './assess.js';
import { type InTask, lookInTask, type Seen } from './in-task.js';
import { type LossesFound, locked, type Reference, reachedBy } from './losses.js';
import { whyElsewhere } from './meant.js';

export function readingInTask(inTask: InTask, glanceWithinMs?: number): Reading {
  const withinMs = glanceWithinMs === undefined ? {} : { withinMs: glanceWithinMs };
  let seen: Promise<Seen> | undefined;
  const look = () => (seen ??= lookInTask(inTask, withinMs));
  return {
    state: async () => (await look()).state,
    async whyAnother() {
      const { database, aws, entry, signal } = inTask;
      if (database.rds === undefined) return undefined;
      const { host, port } = await look();
      if (host === null) throw new Error('the task does not say where env.py connects to');
      return whyElsewhere(aws.of(entry).rds, database, { host, port }, signal);
    },
    // A second task takes as long as the first one: an application that goes alone does not wait for numbers.
    losses: async (steps) => (glanceWithinMs === undefined ? countInTask(inTask, steps) : notCounted(steps)),
  };
}

type Steps = Parameters<Reading['losses']>[0];

const lossesOf = (steps: Steps) => steps.flatMap(({ loses, revision }) => loses.map((loss) => ({ loss, revision })));

const notCounted = (steps: Steps): LossesFound => ({
  losses: lossesOf(steps).map(({ loss, revision }) => ({ ...loss, rows: null, step: revision })),
  alsoReached: {},
});

async function countInTask(inTask: InTask, steps: Steps): Promise<LossesFound> {
  const tables = reachedBy(steps);
  const losses = lossesOf(steps);
  const asks = [referredQuestion(tables), ...losses.map(({ loss }) => countQuestion(loss))];
  const [referred, ...counts] = (await lookInTask(inTask, { asks, of: '-losses' })).asked;
  return {
    alsoReached: locked((referred ?? []) as readonly Reference[], tables),
    losses: losses.map(({ loss, revision }, number) => ({ ...loss, rows: rowsIn(counts[number]), step: revision })),
  };
}

const rowsIn = (answer: readonly unknown[] | null | undefined): number | null => {
  const row = answer?.[0] as { readonly rows: string } | undefined;
  return row === undefined ? null : Number(row.rows);
};
