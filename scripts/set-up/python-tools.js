// The Python environment in .venv: Temporal's CLI and aws-cli at the versions of requirements.txt, whatever the machine has.
import { createHash } from 'node:crypto';
import { readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allOnPath, answerOf, install } from './programs.js';
import { project, SetUpProblem } from './project.js';

const names = ['python3.13', 'python3.12', 'python3.11', 'python3'];
const venv = join(project, '.venv');
const requirements = join(project, 'requirements.txt');
/** Written last: without it the environment is half made. */
const stamp = join(venv, 'complete');

export function pythonToolsAreInstalled() {
  try {
    return readFileSync(stamp, 'utf8') === fingerprint();
  } catch {
    return false;
  }
}

export async function installPythonTools(started) {
  const python = suitablePython();
  rmSync(venv, { recursive: true, force: true, maxRetries: 3 });
  const again = 'then run the same command again.';
  const makeEnvironment = [python, '-m', 'venv', venv];
  await install('Making the Python environment', makeEnvironment, { remedy: `Mend what it names, ${again}`, started });
  const pip = [join(venv, 'bin', 'python'), '-m', 'pip', 'install', '--quiet', '--no-input', '-r', requirements];
  const remedy = `Check that the Python package index is reachable from here, ${again}`;
  await install('Installing the Python tools', pip, { remedy, started });
  writeFileSync(stamp, fingerprint());
}

/** The scripts of an environment name its folder and its interpreter: both may have moved since. */
function fingerprint() {
  const interpreter = realpathSync(join(venv, 'bin', 'python'));
  return createHash('sha256')
    .update([readFileSync(requirements, 'utf8'), venv, interpreter].join('\n'))
    .digest('hex');
}

/** A Python ≥ 3.11 that can make virtual environments. Throws SetUpProblem with what was found instead. */
export function suitablePython() {
  const found = [];
  for (const file of names.flatMap(allOnPath)) {
    const version = answerOf(file, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])']);
    if (version === undefined) continue;
    if (!isRecentEnough(version)) found.push(`${file} is ${version}`);
    else if (answerOf(file, ['-c', 'import venv, ensurepip']) !== undefined) return file;
    else found.push(`${file} is ${version} without venv, on Debian and Ubuntu: apt install python${version}-venv`);
  }
  const remedy = 'install one (Debian and Ubuntu: apt install python3 python3-venv; macOS: brew install python@3.13)';
  throw new SetUpProblem(
    `Python ≥ 3.11 with venv is missing (${found.length ? found.join('; ') : `no ${names.join(', ')} on the PATH`}): ${remedy}.`,
  );
}

function isRecentEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > 3 || (major === 3 && minor >= 11);
}
