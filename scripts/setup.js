import { realpathSync } from 'node:fs';
import { argv, exit, versions } from 'node:process';
import { pathToFileURL } from 'node:url';
import { alone } from './set-up/lock.js';
import { installNpmPackages, npmPackagesAreInstalled } from './set-up/npm-packages.js';
import { allOnPath } from './set-up/programs.js';
import { SetUpProblem, tell } from './set-up/project.js';
import { installPythonTools, pythonToolsAreInstalled, suitablePython } from './set-up/python-tools.js';
import { temporalCli } from './temporal-cli.js';

const parts = [
  { name: 'npm packages', isInstalled: npmPackagesAreInstalled, install: installNpmPackages },
  { name: 'Python tools', isInstalled: pythonToolsAreInstalled, install: installPythonTools },
];

/** Installs into the project's folder what is missing there; silent when nothing is. Throws SetUpProblem. */
export async function setUp() {
  requireWhatOnlyPeopleInstall();
  if (!parts.every((part) => part.isInstalled())) await alone(installMissing);
  temporalCli();
}

async function installMissing(started) {
  for (const { name, isInstalled, install } of parts) {
    if (isInstalled()) continue;
    const start = Date.now();
    tell(`Installing ${name} …`);
    await install(started);
    tell(`Installed ${name} in ${Math.ceil((Date.now() - start) / 1000)} s.`);
  }
}

function requireWhatOnlyPeopleInstall() {
  const missing = [
    nodeProblem(),
    programProblem('npm', 'it comes with Node'),
    programProblem('git', 'install git'),
    pythonProblem(),
  ];
  const problems = missing.filter(Boolean);
  if (problems.length) throw new SetUpProblem(problems.join('\n'));
}

function nodeProblem() {
  const [major, minor] = versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return undefined;
  return `Node ${versions.node} is too old: install Node 20.19 or newer (https://nodejs.org), and open a new terminal.`;
}

function programProblem(name, remedy) {
  return allOnPath(name).length ? undefined : `${name} is not on the PATH: ${remedy}.`;
}

function pythonProblem() {
  try {
    if (!pythonToolsAreInstalled()) suitablePython();
    return undefined;
  } catch (problem) {
    if (problem instanceof SetUpProblem) return problem.message;
    throw problem;
  }
}

/** Ends the process with a sentence for what people can mend, with the stack for what they cannot. */
export async function setUpOrExit() {
  try {
    await setUp();
  } catch (problem) {
    tell(sentenceFor(problem));
    exit(1);
  }
}

function sentenceFor(problem) {
  if (problem instanceof SetUpProblem) return problem.message;
  if (!problem.syscall) return problem.stack;
  return `${problem.message}\nThe set-up writes only below the project's folder: make that yours to write, with space left.`;
}

if (argv[1] && import.meta.url === pathToFileURL(realpathSync(argv[1])).href) await setUpOrExit();
