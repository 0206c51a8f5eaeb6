// A small project with the real set-up scripts, in a folder of its own.
import { spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { allOnPath } from '../../scripts/set-up/programs.js';

export type Outcome = { status: number | null; output: string; milliseconds: number };

export function aClone() {
  const folder = mkdtempSync(join(tmpdir(), 'clone-'));
  chmodSync(folder, 0o700);
  const write = (file: string, content: string, mode = 0o644) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), content, { mode });
    return join(folder, file);
  };
  cpSync('scripts', join(folder, 'scripts'), { recursive: true });
  // A linked folder is a package that `npm ci` installs without any network.
  const root = { name: 'clone', version: '1.0.0', dependencies: { linked: 'file:linked' } };
  const linked = { 'node_modules/linked': { resolved: 'linked', link: true }, linked: { version: '1.0.0' } };
  write('linked/package.json', JSON.stringify({ name: 'linked', version: '1.0.0' }));
  write('package.json', JSON.stringify({ ...root, type: 'module' }));
  write('package-lock.json', JSON.stringify({ ...root, lockfileVersion: 3, packages: { '': root, ...linked } }));
  write('requirements.txt', '# nothing\n');
  const temporal = write(
    'fake/temporal',
    '#!/bin/sh\necho "temporal version 1.9.1 (Server 1.32.0, UI 2.54.1)"\n',
    0o755,
  );

  const setUp = (env: NodeJS.ProcessEnv = {}) => run(folder, { ...process.env, TEMPORAL_CLI_PATH: temporal, ...env });
  /** A PATH on which only these programs are found. */
  const pathWith = (...programs: string[]) => {
    const bin = mkdtempSync(join(folder, 'bin-'));
    for (const program of programs) symlinkSync(allOnPath(program)[0] ?? '', join(bin, program));
    return bin;
  };
  return { folder, write, setUp, pathWith, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function run(folder: string, env: NodeJS.ProcessEnv): Promise<Outcome> {
  const start = Date.now();
  const setUp = spawn(process.execPath, ['scripts/setup.js'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [setUp.stdout, setUp.stderr]) stream.on('data', (text) => (output += text));
  return new Promise((resolve) => {
    setUp.on('close', (status) => resolve({ status, output, milliseconds: Date.now() - start }));
  });
}
