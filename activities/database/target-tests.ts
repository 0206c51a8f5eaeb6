// Runbook › Test Downgrade (Staging First!), "Run tests": the target release's own, in its folder.
import { execa } from 'execa';
import type { TestRun } from '../../src/database/rehearsal.js';
import type { RehearsalOrder } from './rehearse.js';
import { withoutUrl } from './url.js';

const lastLines = 20;

/** The project's own, with the copy's URL where its code looks for it. Exit 0 is its claim, and all there is. */
export async function runTests(order: RehearsalOrder, url: string): Promise<TestRun> {
  const [file, ...args] = order.tests ?? [];
  if (file === undefined) return { state: 'not configured' };
  const begun = performance.now();
  const ended = await execa(file, args, {
    cwd: order.targetFolder,
    env: { PATH: process.env.PATH ?? '', PYTHONDONTWRITEBYTECODE: '1', ...order.environment, [order.urlVariable]: url },
    extendEnv: false,
    all: true,
    reject: false,
    timeout: order.testsWithinMs,
    cancelSignal: order.signal,
    forceKillAfterDelay: 2_000,
  });
  const said = (ended.all ?? '').split('\n').filter((line) => line.trim() !== '');
  return {
    state: ended.exitCode === 0 ? 'passed' : 'failed',
    command: [file, ...args].join(' '),
    lastLines: said.slice(-lastLines).map((line) => withoutUrl(line, url).slice(0, 200)),
    tookMs: Math.round(performance.now() - begun),
  };
}
