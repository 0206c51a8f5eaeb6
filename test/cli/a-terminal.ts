import { main } from '../../src/cli/main.js';

export interface Ran {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

interface Person {
  /** What a person at the terminal answers to every question; without it nobody can be asked. */
  readonly answers?: boolean;
  /** What is typed where more than a yes is asked for, a line each; then nothing. */
  readonly types?: readonly string[];
}

/** Runs one command line in this process. */
export async function runback(args: readonly string[], { answers, types = [] }: Person = {}): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const lines = [...types];
  const exit = await main(args, {
    out: (line) => void out.push(line),
    err: (line) => void err.push(line),
    interactive: answers !== undefined,
    redraws: false,
    ask: async (question) => {
      err.push(question);
      return answers ?? false;
    },
    read: async (question) => {
      err.push(question);
      return lines.shift() ?? '';
    },
  });
  return { exit, out: out.join('\n'), err: err.join('\n') };
}
