import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasSsh } from '../sandbox/deploy-host/a-deploy-host.js';
import { aProduction, type Production } from './a-production.js';
import { aWorkerRuns, backTo, type Worker } from './a-release-script.js';

let production: Production;
beforeAll(async () => {
  production = await aProduction({ timeScale: 120 });
});
afterAll(() => production?.stop());

describe.skipIf(!hasSsh)('the release script, run over ssh', () => {
  it.each([
    '$(touch TOUCHED)',
    '`touch TOUCHED`',
    '; touch TOUCHED',
    'a\ntouch TOUCHED',
    '--upload-pack=touch TOUCHED',
    "'; touch TOUCHED; '",
    '&& touch TOUCHED',
  ])('takes %j as a word and nothing more', async (word) => {
    const argv = ['python', '-c', 'import sys, json; print(json.dumps(sys.argv[1:]))', word];
    const { lines, exitCode } = await aWorkerRuns(production.entry, {
      key: `word-${Buffer.from(word).toString('hex')}`,
      argv,
    }).ended;
    expect({ exitCode, said: JSON.parse(lines.join()) }).toEqual({ exitCode: 0, said: [word] });
    expect(existsSync(join(production.sandbox.deployHost.root, 'deploy/scripts/TOUCHED'))).toBe(false);
    expect(existsSync(join(production.sandbox.deployHost.root, '../../home/deploy/TOUCHED'))).toBe(false);
  });
});

describe("the release script on the worker's own host", () => {
  const folder = mkdtempSync(join(tmpdir(), 'release-script-'));
  const keys: string[] = [];
  const here = (key: string, argv: readonly string[], attempt = 1): Worker => {
    keys.push(key);
    const { ssh: _, ...script } = { ...production.entry.script, folder, application: argv };
    return aWorkerRuns({ ...production.entry, script }, { key, argv, attempt });
  };
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
    for (const key of keys) rmSync(join(homedir(), '.runback/scripts', key), { recursive: true, force: true });
  });

  it('runs there without ssh', async () => {
    const key = `here-${process.pid}`;
    const told = await here(key, ['sh', '-c', 'pwd; exit 4']).ended;
    expect(told).toMatchObject({ end: 'exited', exitCode: 4, lines: [folder] });
  });

  it('is not begun by a second worker, which cannot know what the first one did on its host', async () => {
    const told = await here(`elsewhere-${process.pid}`, backTo('def456'), 2).ended;
    expect(told).toMatchObject({ end: 'unclear', isOver: false });
  });
});
