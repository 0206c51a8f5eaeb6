import { readFileSync } from 'node:fs';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../sandbox/start.js';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ profile: 'quick', scenario: 'bad-migration', requestsPerSecond: 0 });
});
afterAll(() => sandbox.stop());

const ask = async (path: string) => fetch(new URL(path, sandbox.urls.loadBalancer));
const version = async () => ((await (await ask('/version')).json()) as { version: string }).version;
const search = async () => (await ask('/agents/inbox.search/search?q=meeting')).status;

async function revisionOf({ urlFile }: Sandbox['database']): Promise<unknown> {
  const client = new Client({ connectionString: readFileSync(urlFile, 'utf8').trim() });
  await client.connect();
  try {
    return (await client.query('select version_num from alembic_version')).rows;
  } finally {
    await client.end();
  }
}

it('migrates staging and production before it deploys, and fails on the schema as PostgreSQL does', async () => {
  expect([await version(), await search()]).toEqual(['1.2.2', 200]);
  expect(await revisionOf(sandbox.database)).toEqual([{ version_num: '0017_email_thread' }]);

  await fetch(new URL('/deploy', sandbox.urls.control), { method: 'POST' });
  for (const each of [sandbox.database, sandbox.stagingDatabase])
    expect(await revisionOf(each)).toEqual([{ version_num: '0018_email_title' }]);

  await expect.poll(version, { timeout: 60_000 }).toBe('1.2.3');
  await expect.poll(search, { timeout: 60_000 }).toBe(500);
}, 120_000);
