// A task that was told another command than its image's: it really runs, with what the image holds, the task's environment and nothing else.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

import { applicationFolder } from '../database/application-source.js';
import { ownPython } from '../database/schemas.js';
import type { RunningTask, TaskToRun } from '../world.js';

const killAfterMs = 5_000;
const signals = { SIGTERM: 143, SIGKILL: 137 } as const;

/** @param files of the image, by path; the application's folder is where it works */
export function startCommand(
  { command = [], environment, print }: TaskToRun,
  files: Readonly<Record<string, string>>,
): RunningTask {
  const root = laidOut(files);
  const folder = join(root, applicationFolder);
  const [file = '', ...args] = command;
  const env = { PYTHONDONTWRITEBYTECODE: '1', PATH: `${dirname(ownPython)}:${process.env.PATH ?? ''}`, ...environment };
  const child = spawn(file, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const printed = [child.stdout, child.stderr].map(
    (stream) => new Promise((resolve) => createInterface({ input: stream }).on('line', print).once('close', resolve)),
  );
  const exited = new Promise<Awaited<RunningTask['exited']>>((resolve) => {
    const end = async (exitCode: number) => {
      await Promise.all(printed);
      rmSync(root, { recursive: true, force: true });
      resolve({ exitCode, reason: 'Essential container in task exited' });
    };
    child.once('exit', (code, signal) => void end(code ?? signals[signal as keyof typeof signals] ?? 1));
    child.once('error', ({ message }) => {
      print(message);
      void end(127);
    });
  });
  return {
    port: 0,
    exited,
    async stop() {
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
      const { exitCode } = await exited;
      clearTimeout(late);
      return exitCode;
    },
  };
}

function laidOut(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'runback-task-'));
  mkdirSync(join(root, applicationFolder), { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}
