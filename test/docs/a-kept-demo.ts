// The demo as `npm run demo -- --json --keep` runs it, in a folder of its own; what it keeps running is there for the documentation's commands.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from '../../sandbox/processes/until.js';
import { temporalCli } from '../../scripts/temporal-cli.js';
import { readAnnouncement } from '../../src/running.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Ran {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

type Ended = Promise<Ran>;

/** Starts the demo with these options; `printed` grows while it runs. */
export function startDemo(args: readonly string[], env: NodeJS.ProcessEnv) {
  const command = ['--import', 'tsx', 'sandbox/demo/main.ts', ...args];
  const started = spawn(process.execPath, command, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const printed = { out: '', err: '' };
  started.stdout.on('data', (text) => (printed.out += text));
  started.stderr.on('data', (text) => (printed.err += text));
  const ended: Ended = once(started, 'close').then(([exit]) => ({ exit: Number(exit ?? -1), ...printed }));
  return { printed, ended, tell: (signal: NodeJS.Signals) => started.kill(signal) };
}

export interface KeptDemo {
  readonly folder: string;
  /** What it had printed when everything was left running. */
  readonly printed: { readonly out: string; readonly err: string };
  /** Runs a documented command as written, where Runback's and Temporal's addresses are this demo's. */
  readonly as: (command: string) => Promise<Ran>;
  readonly pids: () => number[];
  readonly stop: () => Ended;
  readonly remove: () => void;
}

export async function aKeptDemo(): Promise<KeptDemo> {
  const folder = mkdtempSync(join(tmpdir(), 'runback-readme-'));
  const home = environmentOf({ RUNBACK_HOME: folder });
  const demo = startDemo(['--json', '--keep'], home);
  let ended = false;
  void demo.ended.then(() => {
    ended = true;
  });
  const stop = () => {
    demo.tell('SIGINT');
    return demo.ended;
  };
  const names = ['temporal', 'sandbox', 'worker', 'server'];
  const pids = () => names.flatMap((name) => readAnnouncement(name, { folder })?.pid ?? []);
  try {
    await until(`The demo did not leave everything running\n${demo.printed.err}`, 110_000, async () => {
      if (ended) throw new Error(`The demo ended: ${demo.printed.err}`);
      return demo.printed.err.includes('Everything is left running') ? true : undefined;
    });
  } catch (error) {
    await stop();
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  const TEMPORAL_ADDRESS = readAnnouncement('temporal', { folder })?.addresses.grpc;
  const PATH = `${dirname(temporalCli())}:${process.env.PATH ?? ''}`;
  return {
    folder,
    printed: { ...demo.printed },
    as: (command) => runAsWritten(command, { ...home, TEMPORAL_ADDRESS, PATH }),
    pids,
    stop,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** This process's environment without what would point the demo elsewhere. */
export function environmentOf(own: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(?:RUNBACK|TEMPORAL|AWS|PAGERDUTY)_/.test(name));
  return { ...Object.fromEntries(kept), RUNBACK_USER: 'ann', ...own };
}

async function runAsWritten(command: string, env: NodeJS.ProcessEnv): Ended {
  const started = spawn('bash', ['-c', command], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const printed = { out: '', err: '' };
  started.stdout.on('data', (text) => (printed.out += text));
  started.stderr.on('data', (text) => (printed.err += text));
  const [exit] = await once(started, 'close');
  return { exit: Number(exit ?? -1), ...printed };
}
