import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { aClone } from './clone.js';

const complete = (file: string) => promisify(execFile)(process.execPath, ['scripts/complete-lockfile.js', file]);

describe('the completed lock', () => {
  const clone = aClone();
  afterAll(() => clone.remove());

  it('names the packages of other platforms, limited to these, and is complete from then on', async () => {
    const tool = {
      version: '2.0.0',
      dev: true,
      optionalDependencies: { 'tool-linux-x64': '2.0.0', 'tool-linux-arm64-musl': '2.0.0' },
    };
    const present = { 'node_modules/tool-linux-x64': { version: '2.0.0' } };
    const lock = clone.write(
      'lock.json',
      JSON.stringify({ packages: { '': {}, 'node_modules/tool': tool, ...present } }),
    );
    expect((await complete(lock)).stdout).toBe('Added 1 packages of other platforms.\n');
    const { packages } = JSON.parse(readFileSync(lock, 'utf8'));
    expect(packages['node_modules/tool-linux-arm64-musl']).toEqual({
      version: '2.0.0',
      dev: true,
      optional: true,
      os: ['linux'],
      cpu: ['arm64'],
      libc: ['musl'],
    });
    expect((await complete(lock)).stdout).toBe('Nothing is missing.\n');
  });

  it('is what this project’s package-lock.json is', async () => {
    const copy = clone.write('copy.json', readFileSync(join('package-lock.json'), 'utf8'));
    expect((await complete(copy)).stdout).toBe('Nothing is missing.\n');
  });
});
