import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DBCluster, DBInstance, RDSClient } from '@aws-sdk/client-rds';
import { afterAll, describe, expect, it } from 'vitest';
import { whyAnotherDatabase } from '../../activities/database/meant.js';
import type { InRds } from '../../src/catalogue/database-entry.js';
import { whyNotMeant } from '../../src/database/meant.js';

const folder = mkdtempSync(join(tmpdir(), 'runback-meant-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const endpoint = (Address: string) => ({ Endpoint: { Address, Port: 5432 } });
const instance: DBInstance = { DBInstanceIdentifier: 'applylens-prod', ...endpoint('db.example.com') };
const cluster: DBCluster = {
  Endpoint: 'orders.cluster.example.com',
  ReaderEndpoint: 'orders.cluster-ro.example.com',
  Port: 5432,
  DBClusterMembers: [{ DBInstanceIdentifier: 'applylens-prod', IsClusterWriter: true }],
};

interface Account {
  readonly instance?: DBInstance;
  readonly cluster?: DBCluster;
}

const rdsOf = (account: Account): RDSClient =>
  ({
    send: async ({ constructor: { name } }: object) => {
      if (name === 'DescribeDBClustersCommand') return { DBClusters: [account.cluster ?? cluster] };
      return { DBInstances: [account.instance ?? instance] };
    },
  }) as unknown as RDSClient;

/** @param at what stands between `@` and the name of the database */
const why = (at: string, { account = {}, ...more }: { account?: Account; reachedBy?: string; rds?: InRds } = {}) => {
  const file = join(folder, 'url');
  writeFileSync(file, `postgresql+psycopg://owner:s3cret@${at}/applylens`);
  const named = { kind: 'instance', id: 'applylens-prod' } as const;
  const database = { name: 'applylens', url: `file:${file}`, host: 'db', rds: named, ...more };
  return whyAnotherDatabase(rdsOf(account), database, new AbortController().signal);
};

describe('the database that is meant', () => {
  const orders: InRds = { kind: 'cluster', id: 'orders' };
  const member = { ...instance, DBClusterIdentifier: 'orders' };

  it.each([
    ['at the endpoint of its instance', 'db.example.com:5432', {}],
    ['at the usual port where the URL names none', 'DB.example.com.', {}],
    ['at the writer of its cluster', 'orders.cluster.example.com', { rds: orders }],
    [
      'at the writer of the cluster that its instance is a member of',
      'orders.cluster.example.com',
      { account: { instance: member } },
    ],
    ['at a member of a cluster that writes', 'db.example.com', { account: { instance: member } }],
    ['by a tunnel that the catalogue names', 'localhost:15432', { reachedBy: 'localhost:15432' }],
    ['by a proxy that the catalogue names, at any port', 'proxy.internal:6432', { reachedBy: 'proxy.internal' }],
  ])('is reached %s', async (_, at, more) => {
    expect(await why(at, more)).toBeUndefined();
  });

  it.each([
    [
      'another host',
      'db.invalid',
      {},
      'the URL leads to db.invalid:5432, and the instance applylens-prod is at db.example.com:5432',
    ],
    [
      'another port',
      'db.example.com:6432',
      {},
      /db.example.com:6432, and the instance applylens-prod is at db.example.com:5432/,
    ],
    ['a tunnel of another port', 'db.invalid:1', { reachedBy: 'db.invalid:2' }, /leads to db.invalid:1/],
    [
      'the readers of its cluster',
      'orders.cluster-ro.example.com',
      { rds: orders },
      /where the cluster orders is only read; changes are taken at orders.cluster.example.com:5432/,
    ],
    [
      'a member of its cluster that only reads',
      'db.example.com',
      { account: { instance: member, cluster: { ...cluster, DBClusterMembers: [] } } },
      /where the cluster orders is only read/,
    ],
    ['an instance that is still being made', 'db.invalid', { account: { instance: {} } }, /no endpoint yet/],
  ])('is not %s', async (_, at, more, says) => {
    expect(await why(at, more)).toMatch(says);
  });

  it('is reached by a name that is a CNAME to its endpoint', () => {
    const writer = [{ host: 'applylens-prod.abc.us-east-1.rds.amazonaws.com', port: 5432 }];
    const places = { of: { kind: 'instance', id: 'applylens-prod' }, writer, readers: [] } as const;
    const given = { host: 'db.applylens.io', port: 5432, aliasOf: writer.map(({ host }) => `${host}.`) };
    expect(whyNotMeant(given, places)).toBeUndefined();
    expect(whyNotMeant({ ...given, port: 6432 }, places)).toMatch(/leads to db.applylens.io:6432/);
  });

  it('is not looked for where the catalogue names none', async () => {
    const url = join(folder, 'url');
    const database = { name: 'applylens', url: `file:${url}`, host: 'db' };
    expect(await whyAnotherDatabase(rdsOf({}), database, new AbortController().signal)).toBeUndefined();
  });

  it('is told of without user and password', async () => {
    expect(await why('db.invalid')).not.toMatch(/owner|s3cret|postgresql/);
  });
});
