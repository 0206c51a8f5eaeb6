// A snapshot that was made before a downgrade is restored, and what people had written is counted in it.
import { readFile } from 'node:fs/promises';
import { DescribeDBInstancesCommand, RDSClient, RestoreDBInstanceFromDBSnapshotCommand } from '@aws-sdk/client-rds';
import { Client } from 'pg';
import { until } from '../processes/until.js';
import type { Stage } from './acts.js';
import { urlFileOfProduction } from './database-deeds.js';
import type { Deed } from './deeds.js';

const restoredAs = 'applylens-prod-restored';
/** 33 minutes in quick time, on a machine that is busy. */
const within = 240_000;
const rowsOf = 'consent_log';

/** Into a new instance beside the old one, by the operation that the prepared command names. */
export const snapshotIsRestored: Deed = (stage, run) => ({
  title: 'Snapshot restored',
  play: async () => {
    const { database } = await run().report();
    const snapshot = database?.snapshot;
    if (snapshot === undefined) throw new Error('The report names no snapshot.');
    const port = await restored(stage, snapshot);
    const url = new URL(await readFile(await urlFileOfProduction(), 'utf8'));
    const now = await countIn(url.href);
    url.port = `${port}`;
    const before = await countIn(url.href);
    if (before === 'no such table' || now !== 'no such table')
      throw new Error(`${rowsOf} has ${before} in the snapshot, and ${now} in production.`);
    return `${snapshot} as ${restoredAs}: ${before} in ${rowsOf}, which production has no more`;
  },
});

async function restored({ stack }: Stage, DBSnapshotIdentifier: string): Promise<number> {
  const credentials = { accessKeyId: 'PEDRO', secretAccessKey: 'sandbox' };
  const rds = new RDSClient({ region: 'us-east-1', endpoint: stack().sandbox.addresses.aws ?? '', credentials });
  const DBInstanceIdentifier = restoredAs;
  try {
    await rds.send(new RestoreDBInstanceFromDBSnapshotCommand({ DBInstanceIdentifier, DBSnapshotIdentifier }));
    return await until(`${restoredAs} did not become available`, within, async () => {
      const { DBInstances } = await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier }));
      return DBInstances?.[0]?.Endpoint?.Port;
    });
  } finally {
    rds.destroy();
  }
}

async function countIn(connectionString: string): Promise<string> {
  const client = new Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows: tables } = await client.query('select from pg_class where oid = to_regclass($1)', [rowsOf]);
    if (tables.length === 0) return 'no such table';
    const { rows } = await client.query<{ rows: string }>(`select count(*) as rows from ${rowsOf}`);
    return `${Number(rows[0]?.rows).toLocaleString('en-US')} rows`;
  } finally {
    await client.end();
  }
}
