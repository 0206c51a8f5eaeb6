// Starts a script of this project as a person would, and looks at what it leaves behind.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Announcement, readAnnouncement } from '../../../src/running.js';

export function aFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'together-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export function start(folder: string, script: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  const started = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    env: { ...process.env, TEMPORAL_ADDRESS: '', ...env, RUNBACK_HOME: folder },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [started.stdout, started.stderr]) stream.on('data', (text) => (output += text));
  const ended = new Promise<number | null>((resolve) => started.on('exit', resolve));
  return { pid: started.pid ?? 0, ended, output: () => output };
}

export function announcedIn(folder: string): Announcement[] {
  const names = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return names.flatMap((file) => readAnnouncement(file.replace('.json', ''), { folder }) ?? []);
}

/** One that has ended and that nobody has collected yet takes signals still, and is not alive. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0) && !isZombie(pid);
  } catch {
    return false;
  }
}

function isZombie(pid: number): boolean {
  if (process.platform !== 'linux') return false;
  return /^\d+ \(.*\) Z /s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}

export function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => resolve(false));
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
