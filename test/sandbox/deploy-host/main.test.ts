import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aFolder, announcedIn, isAlive, start } from '../processes/started.js';
import { hasSsh, ssh } from './a-deploy-host.js';

let place: ReturnType<typeof aFolder>;
let sandbox: ReturnType<typeof start>;
beforeEach(() => {
  place = aFolder();
  sandbox = start(place.folder, 'sandbox/main.ts', ['--requests-per-second', '0']);
});
afterEach(async () => {
  if (isAlive(sandbox.pid)) process.kill(sandbox.pid, 'SIGKILL');
  await sandbox.ended;
  place.remove();
});

describe.skipIf(!hasSsh)('npm run sandbox', () => {
  it('announces the deployment host, is reached by the files beside it, and takes all of it along when it stops', async () => {
    await vi.waitFor(() => expect(announcedIn(place.folder)).toHaveLength(1), { timeout: 30_000 });
    const folder = join(place.folder, 'deploy-host');
    const addresses = announcedIn(place.folder)[0]?.addresses;
    expect(addresses?.deployHost).toMatch(/^ssh:\/\/deploy@127\.0\.0\.1:\d+$/);
    const files = { config: join(folder, 'ssh_config'), key: '', knownHosts: '' };
    const { said, ended } = ssh({ files }, 'echo $$; exec sleep 1000');
    await vi.waitFor(() => expect(said.out).toMatch(/^\d+\n$/), { timeout: 10_000 });
    process.kill(sandbox.pid, 'SIGTERM');
    expect(await sandbox.ended).toBe(0);
    expect((await ended).exit).toBe(255);
    expect(isAlive(Number(said.out))).toBe(false);
    expect(existsSync(folder)).toBe(false);
  });
});
