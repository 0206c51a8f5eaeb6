// The Python environment of the contract's emulators, in .venv-contract; made on first use and never by the set-up.
import { createHash } from 'node:crypto';
import { readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { alone } from '../set-up/lock.js';
import { install } from '../set-up/programs.js';
import { project, tell } from '../set-up/project.js';
import { suitablePython } from '../set-up/python-tools.js';

const environment = join(project, '.venv-contract');
const requirements = join(project, 'requirements-contract.txt');
/** Written last: without it the environment is half made. */
const stamp = join(environment, 'complete');

/** Installs moto and ministack unless they are there as pinned. Throws SetUpProblem. */
export async function installEmulators() {
  if (areInstalled()) return;
  await alone(async (started) => {
    if (areInstalled()) return;
    tell('Installing moto and ministack into .venv-contract (about 350 MB, once) …');
    await make(started);
  });
}

function areInstalled() {
  try {
    return readFileSync(stamp, 'utf8') === fingerprint();
  } catch {
    return false;
  }
}

async function make(started) {
  const again = 'then run the same command again.';
  rmSync(environment, { recursive: true, force: true, maxRetries: 3 });
  const makeEnvironment = [suitablePython(), '-m', 'venv', environment];
  await install('Making the Python environment', makeEnvironment, { remedy: `Mend what it names, ${again}`, started });
  writeFileSync(join(environment, '.gitignore'), '*\n');
  const python = join(environment, 'bin', 'python');
  const pip = [python, '-m', 'pip', 'install', '--quiet', '--no-input', '-r', requirements];
  const remedy = `Check that the Python package index is reachable from here, ${again}`;
  await install('Installing the emulators', pip, { remedy, started });
  writeFileSync(stamp, fingerprint());
}

function fingerprint() {
  const interpreter = realpathSync(join(environment, 'bin', 'python'));
  const parts = [readFileSync(requirements, 'utf8'), environment, interpreter];
  return createHash('sha256').update(parts.join('\n')).digest('hex');
}
