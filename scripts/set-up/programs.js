// Finds programs on the PATH and runs the few that the set-up needs.
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { project, SetUpProblem } from './project.js';

/** Every executable file of that name, in the PATH's order. */
export function allOnPath(name) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(isAbsolute);
  return folders.map((folder) => join(folder, name)).filter(isExecutable);
}

export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** stdout of a short command, or undefined when it cannot run, fails, or takes more than ten seconds. */
export function answerOf(file, args) {
  const { status, stdout } = spawnSync(file, args, {
    encoding: 'utf8',
    timeout: 10_000,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return status === 0 ? stdout.trim() : undefined;
}

/**
 * Runs an installer to its end. `started` is told its process id, so that the lock outlives us while it still writes.
 * Throws SetUpProblem with what it said and the remedy.
 */
export function install(what, [file, ...args], { remedy, started }) {
  return new Promise((done, failed) => {
    const installer = spawn(file, args, { cwd: project, env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const stop = () => installer.kill('SIGTERM');
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    const settle = (reason) => {
      for (const signal of signals) process.off(signal, stop);
      if (!reason) return done();
      failed(
        new SetUpProblem(`${what} failed: \`${[file, ...args].join(' ')}\` ${reason}.\n${excerpt(output)}\n${remedy}`),
      );
    };
    for (const signal of signals) process.on(signal, stop);
    for (const stream of [installer.stdout, installer.stderr]) stream.on('data', (text) => (output += text));
    installer.on('error', (error) => settle(`could not start (${error.message})`));
    installer.on('close', (code, signal) => settle(code === 0 ? '' : `ended with ${signal ?? `exit status ${code}`}`));
    if (installer.pid) started(installer.pid);
  });
}

/** npm says the reason first, pip last. */
function excerpt(output) {
  const lines = output.split('\n').filter((line) => line.trim() && !/^npm (warn|notice)/.test(line));
  const shown = lines.length > 16 ? [...lines.slice(0, 8), '…', ...lines.slice(-8)] : lines;
  return shown.map((line) => `  ${line}`).join('\n');
}

function environment() {
  const { PYTHONHOME, PYTHONPATH, PIP_TARGET, PIP_PREFIX, ...rest } = process.env;
  // A `pip install --user` from the person's configuration cannot work inside a virtual environment.
  return { ...rest, ...(homeIsWritable() ? {} : cachesInProject()), PIP_USER: '0', PIP_DISABLE_PIP_VERSION_CHECK: '1' };
}

function homeIsWritable() {
  try {
    accessSync(isAbsolute(homedir()) ? homedir() : '', constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function cachesInProject() {
  const home = join(project, '.runback', 'home');
  mkdirSync(home, { recursive: true });
  return { HOME: home, npm_config_cache: join(home, 'npm'), PIP_CACHE_DIR: join(home, 'pip') };
}
