// How many rows a downgrade would drop, and which tables it locks besides: read from the real database, within a time.
import type { Client } from 'pg';
import type { CountedLoss } from '../../src/database/assessment.js';
import type { StepVerdict } from '../../src/database/step-verdict.js';

const quoted = (name: string): string =>
  name
    .split('.')
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.');

export async function countLosses(client: Client, steps: readonly StepVerdict[]): Promise<CountedLoss[]> {
  const counted: CountedLoss[] = [];
  for (const { loses, revision } of steps) {
    for (const loss of loses) {
      const what = loss.column === undefined ? '*' : quoted(loss.column);
      const rows = await client
        .query<{ rows: string }>(`select count(${what}) as rows from ${quoted(loss.table)}`)
        .then(({ rows: [first] }) => (first === undefined ? null : Number(first.rows)))
        .catch(() => null);
      counted.push({ ...loss, rows, step: revision });
    }
  }
  return counted;
}

/** Table → the one that refers to it and is dropped or changed: its parents are locked as well. */
export async function referredTo(client: Client, tables: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const { rows } = await client.query<{ parent: string; child: string }>(
    `select distinct confrelid::regclass::text as parent, conrelid::regclass::text as child from pg_constraint
     where contype = 'f' and conrelid = any (select to_regclass(name)::oid from unnest($1::text[]) name)`,
    [tables],
  );
  return Object.fromEntries(
    rows.filter(({ parent }) => !tables.includes(parent)).map(({ parent, child }) => [parent, child]),
  );
}
