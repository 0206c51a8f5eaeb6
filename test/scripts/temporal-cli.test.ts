import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { aClone } from './clone.js';

const answering = (version: string) => `#!/bin/sh\necho "temporal version 1.0.0 (Server ${version}, UI 2.0.0)"\n`;

describe('Temporal’s CLI', () => {
  const clone = aClone();
  afterAll(() => clone.remove());
  const chosen = clone.write('chosen/cli', answering('1.32.0'), 0o755);
  const recent = clone.write('recent/temporal', answering('1.31.2'), 0o755);
  const old = clone.write('old/temporal', answering('1.24.2'), 0o755);
  const installed = clone.write('.venv/bin/temporal', answering('1.32.0'), 0o755);
  const folderOf = (file: string) => join(file, '..');

  const found = async (env: NodeJS.ProcessEnv) => {
    const code = "import('./scripts/temporal-cli.js').then(({ temporalCli }) => console.log(temporalCli()))";
    const options = { cwd: clone.folder, env: { PATH: folderOf(recent), ...env } };
    return (await promisify(execFile)(process.execPath, ['-e', code], options)).stdout.trim();
  };

  it('is the one of TEMPORAL_CLI_PATH before any other', async () => {
    expect(await found({ TEMPORAL_CLI_PATH: chosen })).toBe(chosen);
  });

  it('is the one on the PATH when its server is recent enough', async () => {
    expect(await found({ PATH: `${folderOf(old)}:${folderOf(recent)}` })).toBe(recent);
  });

  it('is the one of the Python environment when the PATH has an old one or none', async () => {
    expect(await found({ PATH: folderOf(old) })).toBe(installed);
    expect(await found({ PATH: '' })).toBe(installed);
  });

  it('is refused when TEMPORAL_CLI_PATH is no executable file', async () => {
    await expect(found({ TEMPORAL_CLI_PATH: folderOf(chosen) })).rejects.toThrow('which is no executable file');
  });
});
