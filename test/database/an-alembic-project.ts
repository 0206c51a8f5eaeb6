// A real PostgreSQL at a revision of the sample application's own Alembic project, with rows in it.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { askSchemaRunner } from '../../activities/database/schema-runner.js';
import { readSchemaState } from '../../activities/database/schema-state.js';
import { walkPath } from '../../activities/database/walk-path.js';
import { type Database, openDatabase } from '../../sandbox/database/database.js';
import type { SchemaPath } from '../../src/database/schema-step.js';

export const python = fileURLToPath(new URL('../../.venv/bin/python', import.meta.url));
const sample = fileURLToPath(new URL('../../sandbox/database/applylens/services/api', import.meta.url));
const signal = new AbortController().signal;

export interface AlembicProject {
  readonly database: Database;
  readonly url: string;
  readonly reference: { readonly url: string };
  readonly run: (sql: string) => Promise<readonly Record<string, unknown>[]>;
  /** A folder whose versions are the closure of these heads. */
  readonly folderAt: (...heads: string[]) => Promise<string>;
  readonly upgradeTo: (folder: string, ...heads: string[]) => Promise<void>;
  readonly close: () => Promise<void>;
}

export const asked = { applicationName: 'runback test', withinMs: 10_000 };

export async function anAlembicProject(): Promise<AlembicProject> {
  const place = mkdtempSync(join(tmpdir(), 'runback-alembic-'));
  const database = await openDatabase({ port: 0 });
  await database.begin();
  const url = readFileSync(database.urlFile, 'utf8').trim();
  const reference = { url: `file:${join(place, 'url')}` };
  writeFileSync(join(place, 'url'), url);
  let folders = 0;
  const project: AlembicProject = {
    database,
    url,
    reference,
    run: (sql) => ask(url, sql),
    async folderAt(...heads) {
      const path = await stepsTo(sample, [], heads);
      const folder = join(place, `at-${++folders}`);
      const files = new Set(path.up.map(({ file }) => file));
      cpSync(sample, folder, {
        recursive: true,
        filter: (from) =>
          !from.includes('__pycache__') &&
          (!/versions\/.*\.py$/.test(from) || files.has(from.slice(sample.length + 1))),
      });
      return folder;
    },
    async upgradeTo(folder, ...heads) {
      const state = await readSchemaState(reference, asked);
      const from = state.revisions ?? [];
      const path = await stepsTo(folder, from, heads);
      const ended = await walkPath({
        ...{ python, folder, direction: 'up', transactions: 'each', signal, from },
        steps: path.up.map(({ revision }) => revision),
        expects: state,
        url: { variable: 'DATABASE_URL', value: url },
        applicationName: 'runback test',
        lockTimeoutMs: 5_000,
        statementTimeoutMs: 30_000,
      });
      if (ended.state !== 'answered') throw new Error(JSON.stringify(ended));
    },
    async close() {
      await database.close();
      rmSync(place, { recursive: true, force: true });
    },
  };
  return project;
}

export async function stepsTo(
  folder: string,
  current: readonly string[],
  target: readonly string[],
): Promise<SchemaPath> {
  const answer = await askSchemaRunner<SchemaPath>({
    python,
    signal,
    request: { command: 'steps', folder, current, target },
  });
  if (answer.state !== 'answered') throw new Error(answer.says);
  return answer.answer;
}

async function ask(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
