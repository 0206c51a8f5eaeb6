// A database that a service of the stage has to itself, as its owner and as somebody else reach it.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { parse } from 'yaml';
import { databaseId, queues } from '../src/identifiers.js';
import type { TestStage } from '../test/support/a-stage.js';

interface Overlay {
  readonly databases: Readonly<
    Record<string, { readonly prod: { readonly url: string; readonly rehearseOn: { readonly url: string } } }>
  >;
}

/** ApplyLens's, of which the others began as copies. */
export const firstDatabase = 'applylens';
/** Another copy, which no service names. */
export const untouched = 'untouched';

export const reportsOf = ({ overlay }: TestStage): string => join(dirname(overlay), 'reports');

export const inDatabase = <T>(stage: TestStage, name: string, work: (client: Client) => Promise<T>): Promise<T> =>
  connected(inOverlay(stage, name).url, work);

/** In the twin that all of them are rehearsed on. */
export const inStaging = <T>(stage: TestStage, work: (client: Client) => Promise<T>): Promise<T> =>
  connected(inOverlay(stage, untouched).rehearseOn.url, work);

export async function revisionOf(stage: TestStage, name: string): Promise<string | undefined> {
  return inDatabase(stage, name, async (client) => {
    const { rows } = await client.query<{ revision: string }>('select version_num as revision from alembic_version');
    return rows.map(({ revision }) => revision).join();
  });
}

/** Somebody's open transaction: `emails in access share mode`. Answers how it ends. */
export async function lockTable(stage: TestStage, name: string, table: string): Promise<() => Promise<void>> {
  const client = await connect(inOverlay(stage, name).url);
  await client.query(`begin; lock table ${table}`);
  return () => client.end();
}

/** Another run holds the database. Answers how that one is over. */
export async function holdDatabase({ temporalClient }: TestStage, name: string): Promise<() => Promise<unknown>> {
  const handle = await temporalClient.workflow.start('databaseLock', {
    workflowId: databaseId('prod', name),
    taskQueue: queues.main,
    args: [{ workflowId: 'rollback/prod/another' }],
  });
  return () => handle.terminate('its run is over');
}

/** Open until somebody ends it. */
export async function leaveBackend(stage: TestStage, name: string, applicationName: string): Promise<void> {
  const client = await connect(inOverlay(stage, name).url);
  await client.query("select set_config('application_name', $1, false)", [applicationName]);
}

function inOverlay({ overlay }: TestStage, name: string) {
  const found = (parse(readFileSync(overlay, 'utf8')) as Overlay).databases[name];
  if (found === undefined) throw new Error(`There is no database ${name} on this stage.`);
  return found.prod;
}

async function connected<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await connect(url);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function connect(url: string): Promise<Client> {
  const connectionString = readFileSync(url.replace(/^file:/, ''), 'utf8').trim();
  const client = new Client({ connectionString, application_name: 'a test' });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
