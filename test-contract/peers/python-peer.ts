// An emulator of AWS from .venv-contract as a child process on a free port of 127.0.0.1.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export interface PythonProgram {
  /** A script of `.venv-contract/bin`. */
  readonly name: string;
  readonly args: (port: number) => readonly string[];
  readonly env: (port: number) => Readonly<Record<string, string>>;
  /** Answers 2xx once it serves. */
  readonly readyAt: string;
}

export interface RunningProgram {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

const bin = fileURLToPath(new URL('../../.venv-contract/bin', import.meta.url));
const runWhileWanted = fileURLToPath(new URL('./run_while_wanted.py', import.meta.url));
const startsWithinMs = 90_000;
const attempts = 3;

/** @throws Error with what the program said when it does not serve */
export async function startProgram(program: PythonProgram): Promise<RunningProgram> {
  const script = join(bin, program.name);
  if (!existsSync(script)) throw new Error(`${program.name} is not installed; npm run contract installs it.`);
  // Somebody else may take a free port before the program does.
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const child = launch(program, script, port);
    const stop = () => end(child.process);
    const url = `http://127.0.0.1:${port}`;
    if (await serves(child.process, `${url}${program.readyAt}`)) return { url, stop };
    await stop();
    if (attempt === attempts) throw new Error(`${program.name} did not serve at ${url}; it said:\n${child.said()}`);
  }
}

function launch({ name, args, env }: PythonProgram, script: string, port: number) {
  const child = spawn(join(bin, 'python'), [runWhileWanted, script, ...args(port)], {
    env: { PATH: process.env.PATH ?? '', PYTHONUNBUFFERED: '1', ...env(port) },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let output = '';
  const note = (text: Buffer): void => {
    output = `${output}${text.toString()}`.slice(-4_000);
  };
  child.stdout.on('data', note);
  child.stderr.on('data', note);
  child.on('error', (error) => note(Buffer.from(`${name}: ${error.message}`)));
  return { process: child, said: () => output };
}

async function serves(child: ChildProcess, url: string): Promise<boolean> {
  const end = Date.now() + startsWithinMs;
  while (isAlive(child) && Date.now() < end) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
    if (answer?.ok) return true;
    await delay(100);
  }
  return false;
}

const isAlive = (child: ChildProcess): boolean =>
  child.pid !== undefined && child.exitCode === null && child.signalCode === null;

async function end(child: ChildProcess): Promise<void> {
  if (!isAlive(child)) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.stdin?.end();
  await ended;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => {
        resolve(port);
      });
    });
  });
}
