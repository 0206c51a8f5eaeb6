import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { selectOne } from '../../activities/postgresql.js';
import { type Database, openDatabase } from '../../sandbox/database/database.js';
import { freePort } from '../../sandbox/processes/ports.js';
import { listenLocally } from '../../sandbox/traffic/listen-locally.js';
import type { DatabaseAnswer } from '../../src/backing-services.js';
import { aWebServer, json } from './a-web-server.js';

let database: Database;
let folder: string;
let theUrl: string;
let silent: Server;
let silentPort: number;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'postgresql-'));
  database = await openDatabase({ port: 0 });
  await database.begin();
  theUrl = readFileSync(database.urlFile, 'utf8').trim();
  silent = createServer(() => undefined);
  silentPort = await listenLocally(silent, 0);
});
afterEach(() => database.become('up'));
afterAll(async () => {
  silent.close();
  await database.close();
  rmSync(folder, { recursive: true });
});

const within = { withinMs: 2_000, signal: new AbortController().signal };
const ask = (url = theUrl, asking = within, host = '127.0.0.1'): Promise<DatabaseAnswer> => {
  writeFileSync(join(folder, 'url'), `${url}\n`);
  return selectOne({ url: `file:${join(folder, 'url')}`, host }, asking);
};
const refusal = (url?: string, asking?: typeof within): Promise<string> =>
  ask(url, asking).then(
    (answer) => `answered ${JSON.stringify(answer)}`,
    (error: Error) => error.message,
  );
const password = () => new URL(theUrl).password;

describe('SELECT 1', () => {
  it('is answered by a real PostgreSQL, which the evidence names without user and password', async () => {
    const { port } = new URL(theUrl);
    expect(await ask()).toEqual({
      selectOne: 'answered',
      where: `applylens at 127.0.0.1:${port}`,
      tookMs: expect.any(Number),
      inRecovery: false,
    });
  });

  it("takes SQLAlchemy's URL, and says that the catalogue names another host", async () => {
    const { where } = await ask(theUrl.replace('postgresql:', 'postgresql+psycopg:'), within, 'db.applylens.io');
    expect(where).toMatch(/^applylens at 127\.0\.0\.1:\d+ \(the catalogue names db\.applylens\.io\)$/);
  });

  it('lets nothing in the URL lift its limits', async () => {
    await database.become('slow', 3);
    const begun = performance.now();
    const url = `${theUrl}?connectionTimeoutMillis=60000&statement_timeout=0&application_name=somebody`;
    expect(await refusal(url, { ...within, withinMs: 300 })).toMatch(/: no answer within 300 ms$/);
    expect(performance.now() - begun).toBeLessThan(1_500);
  });

  it('is refused by a server without a free connection, which is an answer', async () => {
    await database.become('full');
    expect(await ask()).toMatchObject({
      selectOne: 'refused',
      why: 'too many connections for role "applylens" (53300)',
    });
  });

  it('is refused by a server that has no such database', async () => {
    expect(await ask(theUrl.replace(/\/applylens$/, '/elsewhere'))).toMatchObject({
      selectOne: 'refused',
      why: 'database "elsewhere" does not exist (3D000)',
    });
  });

  it('could not be asked while connections are refused', async () => {
    await database.become('down');
    expect(await refusal()).toMatch(/^SELECT 1 on applylens at 127\.0\.0\.1:\d+: connect ECONNREFUSED/);
  });

  it('could not be asked with a wrong password: the reference is named, and no password', async () => {
    const said = await refusal(theUrl.replace(password(), 'guessed-wrongly'));
    expect(said).toMatch(/password authentication failed for user "applylens" \(28P01\); correct what file:\S+ holds$/);
    expect(said).not.toContain('guessed-wrongly');
  });

  it('could not be asked where the URL wants TLS and the server has none', async () => {
    expect(await refusal(`${theUrl}?sslmode=require`)).toMatch(/The server does not support SSL connections$/);
    expect(await ask(`${theUrl}?sslmode=prefer`)).toMatchObject({ selectOne: 'answered' });
    expect(await ask(`${theUrl}?sslmode=disable`)).toMatchObject({ selectOne: 'answered' });
  });

  it('could not be asked where something else listens, or nothing that speaks', async () => {
    const web = await aWebServer((_, response) => json(response, 200, {}));
    const at = (address: string) => refusal(`postgresql://applylens:${password()}@${address}/applylens`);
    for (const said of [
      await at(new URL(web.url).host),
      await at(`127.0.0.1:${silentPort}`),
      await at(`127.0.0.1:${await freePort()}`),
      await at('no-such-host.invalid'),
    ]) {
      expect(said).toMatch(/^SELECT 1 on applylens at /);
      expect(said).not.toContain(password());
    }
    await web.close();
  });

  it.each([
    'mysql://applylens:s3cret@127.0.0.1/applylens',
    'applylens:s3cret',
    'postgresql://applylens:s3cret@[not-a-host/applylens',
    'postgresql://applylens:s3cret@127.0.0.1/applylens?sslmode=verify-full&sslrootcert=/no/such/file',
    'postgresql://applylens:s3cret@127.0.0.1:port/applylens',
    'postgresql://applylens:s3cret@127.0.0.1/%E0%A4%A',
  ])('could not be asked with a URL that cannot be used, which is not shown: %s', async (url) => {
    const said = await refusal(url);
    expect(said).toMatch(/^Reading file:\S+: it is no (PostgreSQL URL that can be used|postgresql:\/\/ URL)/);
    expect(said).not.toContain('s3cret');
  });

  it('could not be asked without its secret', async () => {
    await expect(selectOne({ url: 'env:NO_SUCH_DATABASE', host: 'db' }, within)).rejects.toThrow(
      "Reading env:NO_SUCH_DATABASE: nothing is there. Set NO_SUCH_DATABASE in the worker's environment",
    );
  });

  it('stops waiting when it is told to', async () => {
    await database.become('slow', 5);
    const telling = new AbortController();
    const asked = ask(theUrl, { withinMs: 60_000, signal: telling.signal });
    telling.abort();
    await expect(asked).rejects.toThrow('SELECT 1 on applylens');
  });
});
