// `npm run check`: format, lint, types and dead code, two at a time; all are run, then what each found wrong is shown.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { project } from './set-up/project.js';

// The longest first, so that both cores end at about the same time.
const checks = [
  { name: 'lint', command: ['eslint', '.'], mend: 'npx eslint --fix .' },
  { name: 'types', command: ['tsc', '-p', '.'] },
  { name: 'dead code', command: ['knip', '--no-progress'], mend: 'delete it, or name its use in knip.json' },
  { name: 'format', command: ['biome', 'check', '--error-on-warnings'], mend: 'npx biome check --write .' },
];

function run({ name, command: [tool, ...args], mend }) {
  const start = Date.now();
  return new Promise((resolve) => {
    const stdio = ['ignore', 'pipe', 'pipe'];
    const env = { ...process.env, ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}) };
    const checking = spawn(join(project, 'node_modules', '.bin', tool), args, { cwd: project, env, stdio });
    let output = '';
    for (const stream of [checking.stdout, checking.stderr]) stream.on('data', (text) => (output += text));
    checking.on('error', (error) => (output += error.message));
    checking.on('close', (status) => {
      const seconds = `${((Date.now() - start) / 1000).toFixed(1)} s`;
      const passed = status === 0;
      console.log(
        `${passed ? '✔' : '✖'} ${name.padEnd(9)}  ${seconds.padStart(6)}${passed || !mend ? '' : `   ${mend}`}`,
      );
      resolve({ name, passed, output: output.trim() });
    });
  });
}

async function runAll() {
  const waiting = [...checks];
  const results = [];
  const runNext = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) results.push(await run(check));
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), 2) }, runNext));
  return results;
}

const failed = (await runAll()).filter(({ passed }) => !passed);
for (const { name, output } of failed) console.log(`\n── ${name} ──\n${output}`);
if (failed.length) {
  console.log(`\nThe check failed: ${failed.map(({ name }) => name).join(', ')}.`);
  process.exitCode = 1;
}
