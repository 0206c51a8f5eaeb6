import { readFileSync } from 'node:fs';
import { DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SandboxDatabase } from '../../../sandbox/database/further-databases.js';
import { aSandbox, awsSettingsOf, type CheckedSandbox } from '../../support/a-sandbox.js';
import { controlOf } from '../../support/control-api.js';

let sandbox: CheckedSandbox;
beforeAll(async () => {
  sandbox = await aSandbox();
});
afterAll(() => sandbox?.stop());

const open = (name: string) => controlOf(sandbox).send('POST', '/databases', { name });

async function ask({ urlFile }: Pick<SandboxDatabase, 'urlFile'>, question: string): Promise<unknown[]> {
  const client = new Client({ connectionString: readFileSync(urlFile, 'utf8').trim() });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(question)).rows;
  } finally {
    await client.end();
  }
}

describe('a further database', () => {
  it("begins as a copy of ApplyLens's, and goes its own way on an instance of its own", async () => {
    await ask(sandbox.database, 'create table kept as select generate_series(1, 1000) n');
    const opened = (await open('of-billing')).json as unknown as SandboxDatabase;
    await ask(opened, 'delete from kept where n > 10');
    expect(await ask(opened, 'select count(*)::int as rows from kept')).toEqual([{ rows: 10 }]);
    expect(await ask(sandbox.database, 'select count(*)::int as rows from kept')).toEqual([{ rows: 1_000 }]);
    const named = new DescribeDBInstancesCommand({ DBInstanceIdentifier: 'of-billing' });
    const { DBInstances } = await new RDSClient(awsSettingsOf(sandbox)).send(named);
    const Endpoint = { Address: opened.host, Port: opened.port };
    expect(DBInstances).toMatchObject([{ DBInstanceStatus: 'available', Endpoint }]);
  });

  it.each(['applylens-prod', '../elsewhere', 'Upper', ''])('is refused the name "%s"', async (name) => {
    expect((await open(name)).status).toBe(400);
  });
});
