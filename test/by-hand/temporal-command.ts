// The unmodified `temporal` command, as a person at a terminal runs it.
import { execFile } from 'node:child_process';
import { temporalCli } from '../../scripts/temporal-cli.js';

export interface Said {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface TemporalCommand {
  run(...args: readonly string[]): Promise<Said>;
  /** What it prints with `--output json`; throws what it said when it fails. */
  json<T>(...args: readonly string[]): Promise<T>;
}

/** Pointed at one Temporal by its environment only; a configuration file of the person's own is not read. */
export function temporalCommand(address: string, namespace = 'default'): TemporalCommand {
  const program = temporalCli();
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: '/nonexistent',
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
  };
  const run: TemporalCommand['run'] = (...args) =>
    new Promise((resolve) => {
      const options = { env, timeout: 30_000, maxBuffer: 16 * 1024 * 1024 };
      execFile(program, args, options, (error, stdout, stderr) => {
        const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ exitCode, stdout, stderr });
      });
    });
  return {
    run,
    json: async <T>(...args: readonly string[]) => {
      const { exitCode, stdout, stderr } = await run(...args, '--output', 'json');
      if (exitCode !== 0) throw new Error(`temporal ${args.join(' ')}: exit status ${exitCode}: ${stderr}`);
      return JSON.parse(stdout) as T;
    },
  };
}
