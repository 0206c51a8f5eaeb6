import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askBackingServices } from '../../activities/backing-services.js';
import { type Database, openDatabase } from '../../sandbox/database/database.js';
import { listenLocally } from '../../sandbox/traffic/listen-locally.js';

let folder: string;
let database: Database;
let between: Server;
/** How many connections are cut before one gets through. */
let cuts = 0;
let connections = 0;
let url: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'backing-services-'));
  database = await openDatabase({ port: 0 });
  await database.begin();
  const real = new URL(readFileSync(database.urlFile, 'utf8').trim());
  const port = Number(real.port);
  between = createServer((socket) => {
    connections += 1;
    socket.on('error', () => undefined);
    if (connections <= cuts) return void socket.destroy();
    const onwards = connect(port, '127.0.0.1').on('error', () => socket.destroy());
    socket.pipe(onwards).pipe(socket);
  });
  real.port = String(await listenLocally(between, 0));
  real.searchParams.set('sslmode', 'disable');
  url = real.href;
});
afterAll(async () => {
  between.close();
  await database.close();
  rmSync(folder, { recursive: true });
});

async function ask(cut: number, times?: number) {
  [cuts, connections] = [cut, 0];
  writeFileSync(join(folder, 'url'), `${url}\n`);
  const asking = { withinMs: 2_000, signal: new AbortController().signal, ...(times === undefined ? {} : { times }) };
  return askBackingServices(
    { database: { name: 'applylens', url: `file:${join(folder, 'url')}`, host: '127.0.0.1' } },
    asking,
  );
}

describe('what a service stands on', () => {
  it('is asked again where no answer came', async () => {
    expect(await ask(1, 3)).toMatchObject({ database: { state: 'known', value: { selectOne: 'answered' } } });
    expect(connections).toBe(2);
  });

  it('could not be read once it gave no answer as often as it may be asked', async () => {
    expect(await ask(9, 3)).toMatchObject({ database: { state: 'unknown', why: expect.stringContaining('SELECT 1') } });
    expect(connections).toBe(3);
    expect(await ask(9)).toMatchObject({ database: { state: 'unknown' } });
    expect(connections).toBe(1);
  });
});
