import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../../sandbox/processes/ports.js';
import { readAnnouncement } from '../../src/running.js';
import { keepToken, newToken } from '../../src/server/tokens.js';

const program = fileURLToPath(new URL('../../src/server/main.ts', import.meta.url));
const catalogue = fileURLToPath(new URL('../../runback.yaml', import.meta.url));
let folder: string;
let child: ChildProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runback-server-'));
});
afterEach(async () => {
  if (child?.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
});

async function startServer(
  env: Readonly<Record<string, string>> = {},
): Promise<{ err: () => string; exited: Promise<number> }> {
  const TEMPORAL_ADDRESS = `127.0.0.1:${await freePort()}`;
  const own = {
    RUNBACK_HOME: folder,
    RUNBACK_CATALOGUE: catalogue,
    RUNBACK_SERVER_PORT: '0',
    TEMPORAL_ADDRESS,
    ...env,
  };
  const started = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), program], {
    env: { PATH: process.env.PATH ?? '', ...own },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  child = started;
  let err = '';
  started.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  const exited = once(started, 'exit').then(([code]) => Number(code ?? -1));
  return { err: () => err, exited };
}

const listening = async (): Promise<string> => {
  await expect.poll(() => readAnnouncement('server', { folder })?.addresses.http, { timeout: 20_000 }).toBeDefined();
  return readAnnouncement('server', { folder })?.addresses.http ?? '';
};

describe('the server as a process', () => {
  it('announces itself, lives without Temporal, and stops within five seconds', async () => {
    const { exited } = await startServer();
    const http = await listening();
    expect(new URL(http).hostname).toBe('127.0.0.1');
    expect((await fetch(`${http}/healthz`)).status).toBe(200);
    expect((await fetch(`${http}/readyz`)).status).toBe(503);
    const told = performance.now();
    child?.kill('SIGTERM');
    expect(await exited).toBe(0);
    expect(performance.now() - told).toBeLessThan(5_000);
    expect(readAnnouncement('server', { folder })).toBeUndefined();
  });

  it('knows a token that is made, and forgets one that is taken away, without a restart', async () => {
    await startServer();
    const records = `${await listening()}/webhooks/records`;
    const { token, known } = newToken('olga', ['viewer']);
    const status = async () => (await fetch(records, { headers: { authorization: `Bearer ${token}` } })).status;
    expect(await status()).toBe(401);
    const file = join(folder, 'tokens.yaml');
    await keepToken(file, known);
    await expect.poll(status, { timeout: 5_000 }).toBe(200);
    writeFileSync(file, '[]\n');
    await expect.poll(status, { timeout: 5_000 }).toBe(401);
  });
});

describe('the server does not start, with one sentence and no stack,', () => {
  const refused = async (env: Readonly<Record<string, string>>, words: RegExp) => {
    const { err, exited } = await startServer(env);
    expect(await exited).toBe(1);
    expect(err()).toMatch(words);
    expect(err()).not.toMatch(/\n\s+at /);
  };

  it('on a port in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    await refused({ RUNBACK_SERVER_PORT: `${port}` }, /the port is in use.*RUNBACK_SERVER_PORT/);
    taken.close();
  });

  it('with a malformed catalogue', async () => {
    const broken = join(folder, 'broken.yaml');
    writeFileSync(broken, 'services:\n  api: 1\n');
    await refused({ RUNBACK_CATALOGUE: broken }, /broken\.yaml:2:/);
  });

  it('with a token where its hash belongs', async () => {
    writeFileSync(join(folder, 'tokens.yaml'), '- { name: ana, sha256: rb_secret, roles: [viewer] }\n');
    await refused({}, /^(?!.*rb_secret).*tokens\.yaml:1:/);
  });
});
