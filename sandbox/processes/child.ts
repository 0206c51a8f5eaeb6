import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

export type Child = {
  name: string;
  /** Undefined when the program could not be started at all. */
  pid: number | undefined;
  /** Resolves with how it ended: `exit status 1`, `SIGKILL`. Never rejects. */
  ended: Promise<string>;
  /** SIGTERM, then SIGKILL after `graceMs`; what it started in its own process group goes with it. */
  stop(graceMs: number): Promise<void>;
  /** SIGKILL to it and its process group, now. */
  kill(): void;
};

type ToStart = {
  name: string;
  command: readonly [string, ...string[]];
  env: NodeJS.ProcessEnv;
  /** Takes each line that it prints, on stdout or stderr. */
  onLine: (line: string) => void;
};

/** Starts a program in a process group of its own, so that a terminal's Ctrl-C reaches only us. */
export function startChild({ name, command: [file, ...args], env, onLine }: ToStart): Child {
  const spawned = spawn(file, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<string>((resolve) => {
    spawned.once('exit', (status, signal) => resolve(signal ?? `exit status ${status}`));
    spawned.once('error', (error) => resolve(`it could not be started (${error.message})`));
  });
  for (const input of [spawned.stdout, spawned.stderr]) createInterface({ input }).on('line', onLine);
  const signal = (which: NodeJS.Signals) => signalGroup(spawned.pid, which);
  const stop = async (graceMs: number) => {
    signal('SIGTERM');
    await Promise.race([ended, pause(graceMs, undefined, { ref: false })]);
    signal('SIGKILL');
    await ended;
  };
  return { name, pid: spawned.pid, ended, stop, kill: () => signal('SIGKILL') };
}

/** Nothing happens when no process of the group is left. */
export function signalGroup(leader: number | undefined, signal: NodeJS.Signals) {
  if (leader === undefined) return;
  try {
    process.kill(-leader, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
