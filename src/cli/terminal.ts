import { createInterface } from 'node:readline/promises';

/** Where a command speaks and listens. */
export interface Terminal {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  /** Whether a person sits at both ends and can be asked. */
  readonly interactive: boolean;
  /** Whether what was written can be drawn over. */
  readonly redraws: boolean;
  /** Anything but a yes is a no, Ctrl-C too. */
  readonly ask: (question: string) => Promise<boolean>;
  /** A line as it was typed; undefined after Ctrl-C. */
  readonly read: (question: string) => Promise<string | undefined>;
}

export function terminalOf({ stdin, stdout, stderr }: Pick<NodeJS.Process, 'stdin' | 'stdout' | 'stderr'>): Terminal {
  const read = async (question: string): Promise<string | undefined> => {
    const lines = createInterface({ input: stdin, output: stderr });
    try {
      return (await lines.question(`${question} `)).trim();
    } catch (error) {
      if (error instanceof Error && error.name === 'AbortError') return undefined;
      throw error;
    } finally {
      lines.close();
    }
  };
  return {
    out: (line) => void stdout.write(`${line}\n`),
    err: (line) => void stderr.write(`${line}\n`),
    interactive: stdin.isTTY && stdout.isTTY,
    redraws: stdout.isTTY && process.env.TERM !== 'dumb',
    ask: async (question) => /^y(es)?$/i.test((await read(`${question} [y/N]`)) ?? ''),
    read,
  };
}
