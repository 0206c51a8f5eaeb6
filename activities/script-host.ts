// Runs a command on the host of the release script: here, or by the system's ssh. No word of it is read by a shell of ours.
import { execa } from 'execa';
import type { ReleaseScript } from '../src/catalogue/entry.js';
import { onScriptHost } from '../src/release-script/command.js';
import { readLines } from './read-lines.js';

export interface HostAnswer {
  /** Undefined where it was ended by us or a signal, or its program is not there. */
  readonly exitCode: number | undefined;
  /** Its error output, and that of ssh; at most so many lines, the last ones. */
  readonly said: readonly string[];
}

interface HostQuestion {
  readonly words: readonly string[];
  readonly signal: AbortSignal;
  readonly onLine: (line: string) => void;
  readonly onSaid?: (line: string) => void;
}

const saidLines = 50;
const killAfterMs = 2_000;

/** Ends when the command does, or the signal aborts; never throws for what the command does. */
export async function askScriptHost(script: ReleaseScript, question: HostQuestion): Promise<HostAnswer> {
  const { file, args } = onScriptHost(script, question.words);
  const said: string[] = [];
  const running = execa(file, args, {
    stdin: 'ignore',
    buffer: false,
    reject: false,
    cancelSignal: question.signal,
    forceKillAfterDelay: killAfterMs,
  });
  const [, , ended] = await Promise.all([
    readLines(running.stdout, question.onLine),
    readLines(running.stderr, (line) => {
      said.push(line);
      if (said.length > saidLines) said.shift();
      question.onSaid?.(line);
    }),
    running,
  ]);
  if (ended.code === 'ENOENT') said.push(`there is no program ${file} on the worker's host`);
  return { exitCode: ended.exitCode, said };
}
