// Runbook › Assess Migration Impact, "Check current version": read from the database itself, without any code of a repository.
import { createHash } from 'node:crypto';
import type { Client } from 'pg';
import { stateQuestions } from '../../src/database/questions.js';
import type { SchemaState } from '../../src/database/schema-state.js';
import { type Asked, connectedTo, type DatabasePlace, readingFrom } from './connection.js';

/** Fails with DatabaseUnavailable or DatabaseRefused. */
export const readSchemaState = (place: DatabasePlace, asked: Asked): Promise<SchemaState> =>
  readingFrom(place, asked, async (client) => {
    const isPooled = await sharesBackend(client, place, asked);
    const lines = await readCatalogue(client);
    return {
      ...(await identityOf(client)),
      isPooled,
      ...(await revisionsIn(client)),
      fingerprint: fingerprintOf(lines),
      ...(await invalidIndexes(client)),
    };
  });

export const fingerprintOf = (lines: readonly string[]): string =>
  createHash('sha256').update(lines.join('\n')).digest('hex');

export async function readCatalogue(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(stateQuestions.catalogue);
  return rows.map(({ line }) => line);
}

type Identity = Omit<SchemaState, 'isPooled' | 'revisions' | 'fingerprint' | 'invalidIndexes' | 'invalidOn'>;

async function identityOf(client: Client): Promise<Identity> {
  const { rows } = await client.query<Identity>(stateQuestions.identity);
  const [row] = rows;
  if (row === undefined) throw new Error('the database does not say which one it is');
  return row;
}

/** While this connection does nothing, a pooler gives its server's process to the next one. */
async function sharesBackend(client: Client, place: DatabasePlace, asked: Asked): Promise<boolean> {
  const mine = await backendOf(client);
  return connectedTo(place, asked, async (other) => (await backendOf(other)) === mine);
}

async function backendOf(client: Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  return rows[0]?.pid ?? 0;
}

async function revisionsIn(client: Client): Promise<Pick<SchemaState, 'revisions'>> {
  const { rows: tables } = await client.query(`select from pg_class where oid = to_regclass('alembic_version')`);
  if (tables.length === 0) return {};
  const { rows } = await client.query<{ revision: string }>(stateQuestions.revisions);
  return { revisions: rows.map(({ revision }) => revision) };
}

async function invalidIndexes(client: Client): Promise<Pick<SchemaState, 'invalidIndexes' | 'invalidOn'>> {
  const { rows } = await client.query<{ name: string; table: string }>(stateQuestions.invalid);
  return { invalidIndexes: rows.map(({ name }) => name), invalidOn: [...new Set(rows.map(({ table }) => table))] };
}
