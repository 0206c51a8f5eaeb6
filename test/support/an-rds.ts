// What every test of the simulated RDS begins with.
import { readFileSync } from 'node:fs';
import { type DBInstance, DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds';
import { Client } from 'pg';
import { afterAll, beforeAll } from 'vitest';
import type { Database } from '../../sandbox/database/database.js';
import { aSandbox, awsSettingsOf, type CheckedSandbox } from './a-sandbox.js';
import { controlOf } from './control-api.js';

export interface AnRds {
  readonly sandbox: () => CheckedSandbox;
  readonly rds: () => RDSClient;
  /** By the control API; of `applylens-prod` unless it names another one. */
  readonly alter: (change: object) => Promise<unknown>;
  readonly instance: (id?: string) => Promise<DBInstance>;
}

/** One for the tests of a file, five minutes a second. @param begins with what `alter` is told first */
export function rdsOfThisFile(begins: object = {}): AnRds {
  let sandbox: CheckedSandbox | undefined;
  let rds: RDSClient | undefined;
  const present = <T>(thing: T | undefined): T => {
    if (thing === undefined) throw new Error('The sandbox was not started.');
    return thing;
  };
  const alter = (change: object) =>
    controlOf(present(sandbox)).send('POST', '/rds', { instance: 'applylens-prod', ...change });
  beforeAll(async () => {
    sandbox = await aSandbox({ timeScale: 300 });
    rds = new RDSClient(awsSettingsOf(sandbox));
    if (Object.keys(begins).length > 0) await alter(begins);
  });
  afterAll(() => sandbox?.stop());
  return {
    sandbox: () => present(sandbox),
    rds: () => present(rds),
    alter,
    async instance(DBInstanceIdentifier = 'applylens-prod') {
      const { DBInstances = [] } = await present(rds).send(new DescribeDBInstancesCommand({ DBInstanceIdentifier }));
      return DBInstances[0] ?? {};
    },
  };
}

/** The rows of an answer. */
export const askDatabase = ({ urlFile }: Pick<Database, 'urlFile'>, question: string): Promise<unknown[]> =>
  askUrl(readFileSync(urlFile, 'utf8').trim(), question);

export async function askUrl(connectionString: string, question: string): Promise<unknown[]> {
  const client = new Client({ connectionString });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<Record<string, unknown>>(question)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}
