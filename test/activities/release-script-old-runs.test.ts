import { existsSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasSsh } from '../sandbox/deploy-host/a-deploy-host.js';
import { until } from '../support/a-sandbox.js';
import { aProduction, type Production } from './a-production.js';
import { aWorkerRuns } from './a-release-script.js';

const aDay = 86_400;
let production: Production;
let home: string;
beforeAll(async () => {
  production = await aProduction({ timeScale: 120 });
  home = join(production.sandbox.deployHost.root, '../../home/deploy');
});
afterAll(() => production?.stop());

const inHome = (path: string): string => join(home, path);
const age = (path: string, days: number): void => {
  const then = Date.now() / 1_000 - days * aDay;
  utimesSync(inHome(path), then, then);
};

function aRunFolder(path: string, days: number, file?: string): void {
  mkdirSync(inHome(path), { recursive: true });
  if (file !== undefined) writeFileSync(join(inHome(path), file), '0\n');
  age(path, days);
}

describe.skipIf(!hasSsh)('what earlier runs of the release script left on its host', () => {
  it('is removed by the next start when it is older than a week, and nothing else is', async () => {
    const waits = ['sh', '-c', 'echo begun; while [ ! -f end ]; do sleep 0.1; done'];
    const running = aWorkerRuns(production.entry, { key: 'long-running', argv: waits });
    await until(
      () => running.beats.flatMap(({ lines }) => lines),
      (lines) => lines.includes('begun'),
    );
    age('.runback/scripts/long-running', 9);
    aRunFolder('.runback/scripts/ended', 8, 'exit');
    aRunFolder('.runback/scripts/vanished with its host', 30, 'output');
    aRunFolder('.runback/scripts/last-week', 6, 'exit');
    aRunFolder('.runback/elsewhere', 30, 'exit');
    aRunFolder('kept', 30, 'exit');
    symlinkSync(inHome('kept'), inHome('.runback/scripts/a-link'));
    const { exitCode } = await aWorkerRuns(production.entry, { key: 'the-next', argv: ['true'] }).ended;
    const left = ['scripts/long-running', 'scripts/last-week', 'scripts/the-next', 'scripts/a-link', 'elsewhere'];
    expect(exitCode).toBe(0);
    expect(left.filter((path) => !existsSync(inHome(`.runback/${path}`)))).toEqual([]);
    expect(existsSync(inHome('kept/exit'))).toBe(true);
    const gone = ['ended', 'vanished with its host'].filter((key) => existsSync(inHome(`.runback/scripts/${key}`)));
    expect(gone).toEqual([]);
    writeFileSync(join(production.sandbox.deployHost.root, 'deploy/scripts/end'), '');
    expect(await running.ended).toMatchObject({ end: 'exited', exitCode: 0 });
  });
});
