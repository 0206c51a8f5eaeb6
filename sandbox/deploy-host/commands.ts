// The commands that were run on the deployment host, each in a real shell and a process group of its own.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { signalGroup } from '../processes/child.js';

/** One command as it was asked for, and what became of it. */
export interface CommandRecord {
  readonly id: number;
  readonly command: string;
  /** ISO 8601, with milliseconds. */
  readonly startedAt: string;
  endedAt?: string;
  exitCode?: number;
  /** The signal that ended it, when it did not exit by itself. */
  signal?: NodeJS.Signals;
}

export interface RunningCommand {
  readonly streams: ChildProcessWithoutNullStreams;
  /** Resolves when it has ended and nothing is left to read. */
  readonly ended: Promise<CommandRecord>;
  /** To the whole process group; nothing once it has ended. */
  readonly signal: (name: NodeJS.Signals) => void;
}

export interface Commands {
  run(command: string): RunningCommand;
  list(): readonly CommandRecord[];
  /** SIGKILL to everything that still runs; resolves when it is gone. */
  stop(): Promise<void>;
}

interface Place {
  readonly folder: string;
  /** What the shell is given for the command as it was asked for. */
  readonly mapped: (command: string) => string;
  readonly environmentOf: (id: number) => Record<string, string>;
}

export function createCommands({ folder, mapped, environmentOf }: Place): Commands {
  const records: CommandRecord[] = [];
  const running = new Set<RunningCommand>();
  return {
    run(command) {
      const record: CommandRecord = { id: records.length + 1, command, startedAt: new Date().toISOString() };
      records.push(record);
      const started = runInShell(record, mapped(command), { cwd: folder, env: environmentOf(record.id) });
      running.add(started);
      void started.ended.then(() => running.delete(started));
      return started;
    },
    list: () => records,
    async stop() {
      const left = [...running];
      for (const { signal } of left) signal('SIGKILL');
      await Promise.all(left.map(({ ended }) => ended));
    },
  };
}

function runInShell(
  record: CommandRecord,
  command: string,
  place: { readonly cwd: string; readonly env: Record<string, string> },
): RunningCommand {
  const streams = spawn('/bin/sh', ['-c', command], { ...place, detached: true, stdio: 'pipe' });
  // A program that does not read to the end of its input is no trouble of ours.
  streams.stdin.on('error', () => undefined);
  const ended = new Promise<CommandRecord>((resolve) => {
    streams.on('error', () => undefined);
    streams.on('close', (code, signal) => {
      record.endedAt = new Date().toISOString();
      if (signal === null) record.exitCode = code ?? 255;
      else record.signal = signal;
      resolve(record);
    });
  });
  const signal = (name: NodeJS.Signals): void => {
    if (record.endedAt === undefined) signalGroup(streams.pid, name);
  };
  return { streams, ended, signal };
}
