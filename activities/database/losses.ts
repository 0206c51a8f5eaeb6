// How many rows a downgrade would drop, and which tables it locks besides: read from the real database, within a time.
import type { Client } from 'pg';
import type { CountedLoss } from '../../src/database/assessment.js';
import { countQuestion, referredQuestion } from '../../src/database/questions.js';
import type { Loss, StepVerdict } from '../../src/database/step-verdict.js';

export interface LossesFound {
  readonly losses: readonly CountedLoss[];
  readonly alsoReached: Readonly<Record<string, string>>;
}

export const reachedBy = (steps: readonly StepVerdict[]): string[] => [
  ...new Set(steps.flatMap(({ reaches }) => reaches)),
];

/** @param withinMs for all of them together; what it does not suffice for is not counted */
export async function countLosses(
  client: Client,
  steps: readonly StepVerdict[],
  withinMs = Number.POSITIVE_INFINITY,
): Promise<CountedLoss[]> {
  const until = performance.now() + withinMs;
  const counted: CountedLoss[] = [];
  for (const { loses, revision } of steps) {
    for (const loss of loses) {
      counted.push({ ...loss, rows: await countOf(client, loss, until - performance.now()), step: revision });
    }
  }
  return counted;
}

/** Null where it cannot be counted in time. */
async function countOf(client: Client, loss: Loss, leftMs: number): Promise<number | null> {
  if (leftMs < 1) return null;
  try {
    if (Number.isFinite(leftMs)) await client.query(`set statement_timeout = ${Math.floor(leftMs)}`);
    const { rows } = await client.query<{ rows: string }>(countQuestion(loss));
    return rows[0] === undefined ? null : Number(rows[0].rows);
  } catch {
    return null;
  }
}

/** Table → the one that refers to it and is dropped or changed: its parents are locked as well. */
export async function referredTo(client: Client, tables: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const { rows } = await client.query<Reference>(referredQuestion(tables));
  return locked(rows, tables);
}

export interface Reference {
  readonly parent: string;
  readonly child: string;
}

/** What is named already is locked anyway. */
export const locked = (rows: readonly Reference[], tables: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(rows.filter(({ parent }) => !tables.includes(parent)).map(({ parent, child }) => [parent, child]));
