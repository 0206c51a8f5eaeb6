// What an interrupted migration leaves in the server: its backend goes on with the statement, and with its locks, after its client died.
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'pg';

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
  const { rows } = await client.query<Blocker>(
    `select distinct a.pid, a.application_name as application, coalesce(a.usename::text, '') as user, coalesce(a.state, '') as state,
       extract(epoch from now() - a.xact_start)::int as "forSeconds", left(a.query, 120) as query
     from pg_locks l join pg_stat_activity a on a.pid = l.pid
     where l.relation = any (select to_regclass(name)::oid from unnest($1::text[]) name)
       and l.granted and a.xact_start is not null and a.application_name <> $2 and a.pid <> pg_backend_pid()
     order by "forSeconds" desc limit 5`,
    [tables, applicationName],
  );
  return rows;
}
