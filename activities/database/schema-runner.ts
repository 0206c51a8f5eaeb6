// schema-runner/, the small Python program that speaks Alembic's API: one process a question, answers as lines of JSON.
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { readLines } from '../read-lines.js';

export type RunnerAnswer<T> =
  | { readonly state: 'answered'; readonly answer: T }
  /** What a person can mend; `kind` is one of the words of schema-runner/README.md. */
  | { readonly state: 'refused'; readonly kind: string; readonly says: string; readonly about: readonly string[] }
  /** PostgreSQL's or a migration's own error. */
  | { readonly state: 'failed'; readonly type: string; readonly says: string; readonly sqlstate: string | null }
  /** It was ended, or could not be started. */
  | { readonly state: 'gone'; readonly says: string };

export interface RunnerQuestion {
  /** The interpreter that has what the project's migrations import. */
  readonly python: string;
  readonly request: Readonly<Record<string, unknown>>;
  /** All that it gets besides a PATH: loading migrations runs a repository's code. */
  readonly env?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly onEvent?: (event: Readonly<Record<string, unknown>>) => void;
  /** A line that the project's code or Alembic printed. */
  readonly onSaid?: (line: string) => void;
}

export const programFolder = fileURLToPath(new URL('../../schema-runner', import.meta.url));
const killAfterMs = 2_000;

export async function askSchemaRunner<T>(question: RunnerQuestion): Promise<RunnerAnswer<T>> {
  let answer: RunnerAnswer<T> | undefined;
  let lastSaid = '';
  const running = execa(question.python, ['-m', 'schema_runner'], {
    cwd: programFolder,
    input: JSON.stringify(question.request),
    env: { PATH: process.env.PATH ?? '', PYTHONDONTWRITEBYTECODE: '1', PYTHONHASHSEED: '0', ...question.env },
    extendEnv: false,
    buffer: false,
    reject: false,
    cancelSignal: question.signal,
    forceKillAfterDelay: killAfterMs,
  });
  const [, , ended] = await Promise.all([
    eachLine(running.stdout, (line) => {
      const said = JSON.parse(line) as Readonly<Record<string, unknown>>;
      answer = answerIn<T>(said) ?? answer;
      if ('event' in said) question.onEvent?.(said);
    }),
    readLines(running.stderr, (line) => {
      lastSaid = line;
      question.onSaid?.(line);
    }),
    running,
  ]);
  return answer ?? { state: 'gone', says: goneBecause(ended, lastSaid, question.python) };
}

/** However long it is: a path of many steps is one answer. */
async function eachLine(stream: Readable, onLine: (line: string) => void): Promise<void> {
  for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) onLine(line);
}

export function answerIn<T>(said: Readonly<Record<string, unknown>>): RunnerAnswer<T> | undefined {
  if ('answer' in said) return { state: 'answered', answer: said.answer as T };
  if ('problem' in said)
    return { state: 'refused', ...(said.problem as { kind: string; says: string; about: string[] }) };
  if ('failed' in said)
    return { state: 'failed', ...(said.failed as { type: string; says: string; sqlstate: string | null }) };
  return undefined;
}

interface Ended {
  readonly code?: string | undefined;
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
}

function goneBecause({ code, exitCode, signal }: Ended, lastSaid: string, python: string): string {
  if (code === 'ENOENT') return `there is no ${python}`;
  const how = signal === undefined ? `exit ${String(exitCode)}` : `ended by ${signal}`;
  return lastSaid === '' ? how : `${how}: ${lastSaid.slice(0, 300)}`;
}
