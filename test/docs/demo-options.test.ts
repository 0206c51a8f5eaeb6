import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { environmentOf, type Ran, startDemo } from './a-kept-demo.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'runback-demo-options-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const demo = (args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> =>
  startDemo(args, environmentOf({ RUNBACK_HOME: folder, ...env })).ended;

describe('npm run demo', () => {
  it('--list names each scenario and what it expects', async () => {
    const { exit, out } = await demo(['--list']);
    expect(exit).toBe(0);
    expect(out).toMatch(/^bad-release {2}.+; expects ROLLED_BACK, verified$/m);
  });

  it.each([
    ['an unknown scenario', ['--scenario', 'flood'], /^There is no scenario flood; choose one of: bad-release/m],
    ['an unknown option', ['--fast'], /Unknown option '--fast'/],
  ] as const)('ends with a sentence and exit status 1 for %s', async (_, args, words) => {
    const { exit, out, err } = await demo(args);
    expect(exit).toBe(1);
    expect(err).toMatch(words);
    expect(err).not.toMatch(/\n\s+at /);
    expect(out).toBe('');
  });

  it('says which port is in use, and starts nothing', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const { exit, err } = await demo(['--json'], { RUNBACK_SERVER_PORT: `${port}` });
    taken.close();
    expect(exit).toBe(1);
    expect(err).toContain(`Port ${port} (RUNBACK_SERVER_PORT) is in use by another process`);
    expect(err).not.toMatch(/\n\s+at /);
    expect(readdirSync(folder).filter((name) => name.endsWith('.json'))).toEqual([]);
  });
});
