// Production and staging as a pipeline leaves them: at the schema of the release that it deploys, by that release's own Alembic project.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Client } from 'pg';
import type { Release, Scenario } from '../scenarios/scenario.js';
import type { ApplicationDatabase } from './application-queries.js';
import { applicationFolder, applicationSource, type ReleaseSchema } from './application-source.js';
import type { Database } from './database.js';
import { rows } from './rows.js';

export interface Databases {
  readonly database: Database;
  readonly stagingDatabase: Database;
}

const run = promisify(execFile);
export const ownPython = fileURLToPath(new URL('../../.venv/bin/python', import.meta.url));

const serving = ({ past }: Scenario): Release | undefined =>
  past.findLast(({ outcome }) => outcome === 'successful')?.release;

export const hasSchema = (scenario: Scenario): boolean => serving(scenario)?.schema !== undefined;

/** Both at the schema of the release that serves, with rows, before its first task starts. Nothing where it has no schema. */
export async function prepareSchemas(
  scenario: Scenario,
  founded: Promise<Databases>,
  application: Pick<ApplicationDatabase, 'on'>,
  keepUrl: (url: string) => void = () => undefined,
): Promise<void> {
  const schema = serving(scenario)?.schema;
  if (schema === undefined && scenario.data?.asked !== true) return;
  const { database, stagingDatabase } = await founded;
  if (schema === undefined) await database.begin();
  else await prepareBoth([database, stagingDatabase], schema);
  application.on(urlOf(database));
  keepUrl(urlOf(database));
}

async function prepareBoth(databases: readonly Database[], schema: ReleaseSchema): Promise<void> {
  await Promise.all(
    databases.map(async (each) => {
      await each.begin();
      await upgrade(each, schema);
      await execute(each, rows);
    }),
  );
}

/** What the pipeline does before it deploys a release: staging first. @throws Error with what Alembic said, unless the scenario's pipeline goes on */
export async function migrateTo(
  release: Release | undefined,
  { data = {} }: Scenario,
  { database, stagingDatabase }: Databases,
): Promise<void> {
  const schema = release?.schema;
  if (schema === undefined) return;
  for (const each of [stagingDatabase, database]) {
    await upgrade(each, schema).catch((reason: unknown) => {
      if (data.deploysAfterFailedMigration !== true) throw reason;
    });
    await execute(each, data.written ?? '');
  }
  await execute(stagingDatabase, data.writtenInStaging ?? '');
}

async function upgrade(database: Database, schema: ReleaseSchema): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'runback-release-'));
  try {
    for (const [path, content] of Object.entries(applicationSource(schema))) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    const env = { PATH: process.env.PATH ?? '', PYTHONDONTWRITEBYTECODE: '1', DATABASE_URL: urlOf(database) };
    await run(ownPython, ['-m', 'alembic', 'upgrade', 'heads'], { cwd: join(folder, applicationFolder), env });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function execute(database: Database, sql: string): Promise<void> {
  const client = new Client({ connectionString: urlOf(database) });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

const urlOf = ({ urlFile }: Pick<Database, 'urlFile'>): string => readFileSync(urlFile, 'utf8').trim();
