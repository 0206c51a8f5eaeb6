// What an interrupted migration leaves in the server: its backend goes on with the statement, and with its locks, after its client died.
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'pg';
import { blockersQuestion } from '../../src/database/questions.js';

export interface Blocker {
  readonly pid: number;
  readonly application: string;
  readonly user: string;
  readonly state: string;
  /** Of its transaction. */
  readonly forSeconds: number;
  readonly query: string;
}

const lookAgainAfter = 200;

/** Ends every backend that bears the name, and waits until none is left. Answers how many there were. */
export async function endOrphans(client: Client, applicationName: string, withinMs: number): Promise<number> {
  const until = Date.now() + withinMs;
  let ended = 0;
  for (;;) {
    const { rows } = await client.query<{ pid: number }>(
      `select pid, pg_terminate_backend(pid) from pg_stat_activity where application_name = $1 and pid <> pg_backend_pid()`,
      [applicationName],
    );
    if (rows.length === 0) return ended;
    ended = Math.max(ended, rows.length);
    if (Date.now() > until) throw new Error(`the backend ${rows.map(({ pid }) => pid).join(', ')} does not end`);
    await pause(lookAgainAfter);
  }
}

/** Whose open transactions hold the tables that are reached; longest first. */
export async function blockersOf(
  client: Client,
  tables: readonly string[],
  applicationName: string,
): Promise<Blocker[]> {
  const { rows } = await client.query<Blocker>(blockersQuestion(tables, applicationName));
  return rows;
}
