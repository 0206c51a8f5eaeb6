import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { announce } from '../../../src/running.js';
import { aFolder, announcedIn, start } from '../processes/started.js';

const script = 'sandbox/dev/main.ts';

describe('npm run dev', () => {
  let place: ReturnType<typeof aFolder>;
  beforeEach(() => {
    place = aFolder();
  });
  afterEach(() => place.remove());

  it('names the port in use and its variable, and starts nothing', async () => {
    const other = createServer();
    await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
    const { port } = other.address() as AddressInfo;
    const dev = start(place.folder, script, [], { TEMPORAL_PORT: `${port}` });
    expect(await dev.ended).toBe(1);
    expect(dev.output()).toContain(`Port ${port} (TEMPORAL_PORT) is in use`);
    expect(dev.output()).toContain('Nothing was started.');
    expect(dev.output()).not.toContain('stopped');
    expect(announcedIn(place.folder)).toEqual([]);
    await new Promise((closed) => other.close(closed));
  });

  it('says so when the Temporal of TEMPORAL_ADDRESS does not answer', async () => {
    const dev = start(place.folder, script, [], { TEMPORAL_ADDRESS: '127.0.0.1:1' });
    expect(await dev.ended).toBe(1);
    expect(dev.output()).toContain('No Temporal with the namespace default answers at 127.0.0.1:1 (TEMPORAL_ADDRESS)');
  });

  it('a sandbox alone refuses to take the place of one that runs', async () => {
    const withdraw = await announce('sandbox', {}, { folder: place.folder });
    const sandbox = start(place.folder, 'sandbox/main.ts');
    expect(await sandbox.ended).toBe(1);
    expect(sandbox.output()).toContain(`already (process ${process.pid}): use it, stop it`);
    expect(announcedIn(place.folder)).toMatchObject([{ pid: process.pid }]);
    await withdraw();
  });

  it('refuses to start beside an earlier start in the same folder', async () => {
    const withdraw = await announce('worker', {}, { folder: place.folder });
    const dev = start(place.folder, script);
    expect(await dev.ended).toBe(1);
    expect(dev.output()).toContain(`worker of an earlier start still runs here (process ${process.pid}): stop it`);
    await withdraw();
  });
});
