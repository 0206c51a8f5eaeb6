// The release script of the deployment host: how it behaves, and how often it was started.
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { allOnPath } from '../../scripts/set-up/programs.js';
import type { CommandRecord } from './commands.js';

/**
 * `lies`: prints all it should and does nothing · `hangs`: never ends, has changed nothing · `rejects-flags`: knows none of
 * the runbook's flags · `dies-half-way`: is killed when its deployment has begun · `fails`: its AWS credentials are expired ·
 * `wrong-target`: deploys the release before the one that it was told.
 */
export const variants = ['works', 'lies', 'hangs', 'rejects-flags', 'dies-half-way', 'fails', 'wrong-target'] as const;
export type Variant = (typeof variants)[number];

/** One start of the script. How it ended is how the command of its ssh session ended. */
export interface ScriptRun extends Pick<CommandRecord, 'endedAt' | 'exitCode' | 'signal'> {
  /** Beginning with the script's own name. */
  readonly argv: readonly string[];
  /** ISO 8601, with milliseconds. */
  readonly startedAt: string;
  /** Of the script itself. */
  readonly pid: number;
}

interface NotedStart {
  readonly session: number;
  readonly pid: number;
  readonly argv: readonly string[];
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

const startsIn = (file: string): NotedStart[] =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as NotedStart)
    : [];

/** SIGKILL to every script that still runs: one that was begun in a session of its own has outlived its connection. */
export function killScripts(file: string): void {
  for (const { pid } of startsIn(file)) {
    const commandLine = `/proc/${pid}/cmdline`;
    if (existsSync(commandLine) && readFileSync(commandLine, 'utf8').includes('promote_release'))
      process.kill(pid, 'SIGKILL');
  }
}

export function scriptRuns(file: string, commands: readonly CommandRecord[]): readonly ScriptRun[] {
  return startsIn(file).map(({ session, pid, argv, startedAt }) => {
    const { id: _, command: __, ...ending } = commands.find(({ id }) => id === session) ?? ({} as CommandRecord);
    return { ...ending, pid, argv, startedAt: new Date(startedAt).toISOString() };
  });
}

/** What the script's process is told by its environment. */
export function scriptEnvironment(variant: Variant, awsUrl: string, timeScale: number): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: awsUrl,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: variant === 'fails' ? 'EXPIREDDEPLOYHOST' : 'DEPLOYHOST',
    AWS_SECRET_ACCESS_KEY: 'sandbox',
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONUTF8: '1',
    SANDBOX_VARIANT: variant,
    SANDBOX_TIME_SCALE: `${timeScale}`,
  };
}

/** The files of the script as they lie in the repository: path → content. */
export function scriptFiles(): Readonly<Record<string, string>> {
  const folder = fileURLToPath(new URL('./scripts', import.meta.url));
  const names = readdirSync(folder).filter((name) => name.endsWith('.py'));
  return Object.fromEntries(names.map((name) => [`deploy/scripts/${name}`, readFileSync(join(folder, name), 'utf8')]));
}

/** @throws Error when there is none: the project's own, else the machine's */
export function findPython(): string {
  const own = fileURLToPath(new URL('../../.venv/bin/python', import.meta.url));
  const found = existsSync(own) ? realpathSync(own) : allOnPath('python3')[0];
  if (found === undefined)
    throw new Error('No Python for the release script; `npm run setup` installs one into .venv.');
  return found;
}
