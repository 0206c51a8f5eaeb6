// `npm run contract [-- --aws] [-- --only PEER,…]`: one contract, asked of the sandbox, of two emulators and of AWS itself.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { argv, env } from 'node:process';
import { parseArgs } from 'node:util';
import { installEmulators } from './contract/emulators.js';
import { confirmRealAccount } from './contract/real-account.js';
import { project, SetUpProblem, tell } from './set-up/project.js';

const emulators = ['moto', 'ministack'];
const peers = ['sandbox', ...emulators, 'aws'];

const usage = `npm run contract                    sandbox, moto and ministack
npm run contract -- --only sandbox  these only, separated by commas
npm run contract -- --aws           a real account too, see docs/contract.md`;

try {
  const asked = peersAsked();
  if (asked.includes('aws')) await confirmRealAccount();
  if (asked.some((peer) => emulators.includes(peer))) await installEmulators();
  process.exitCode = await run(asked);
} catch (problem) {
  if (!(problem instanceof SetUpProblem)) throw problem;
  tell(problem.message);
  process.exitCode = 2;
}

function peersAsked() {
  const { aws, only, help } = options();
  if (help) throw new SetUpProblem(usage);
  const named = only?.split(',') ?? peers.filter((peer) => peer !== 'aws');
  const unknown = named.find((peer) => !peers.includes(peer));
  if (unknown !== undefined) throw new SetUpProblem(`There is no peer ${unknown}; there are ${peers.join(', ')}.`);
  if (named.includes('aws') && !aws) throw new SetUpProblem('A real account is asked only with --aws.');
  return peers.filter((peer) => named.includes(peer) || (aws && peer === 'aws'));
}

function options() {
  try {
    const known = { aws: { type: 'boolean' }, only: { type: 'string' }, help: { type: 'boolean' } };
    return parseArgs({ args: argv.slice(2), options: known }).values;
  } catch (error) {
    throw new SetUpProblem(`${error.message}\n${usage}`);
  }
}

/** vitest gets Ctrl-C from the terminal as we do; it stops the peers, and we wait for it. */
function run(asked) {
  const vitest = join(project, 'node_modules', 'vitest', 'vitest.mjs');
  return new Promise((done, failed) => {
    const running = spawn(process.execPath, [vitest, 'run', '--config', 'vitest.contract.config.ts'], {
      cwd: project,
      stdio: 'inherit',
      env: {
        ...env,
        RUNBACK_CONTRACT_PEERS: asked.join(','),
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      },
    });
    process.on('SIGINT', () => undefined);
    process.on('SIGTERM', () => running.kill('SIGTERM'));
    running.on('error', failed);
    running.on('close', (code) => done(code ?? 1));
  });
}
