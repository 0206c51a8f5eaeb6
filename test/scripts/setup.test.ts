import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aClone } from './clone.js';

describe('the set-up of a fresh clone', () => {
  const clone = aClone();
  const inClone = (file: string) => join(clone.folder, file);
  beforeAll(async () => {
    const { status, output } = await clone.setUp();
    expect(output).toMatch(/Installed npm packages in \d+ s\.[^]*Installed Python tools in \d+ s\./);
    expect(status).toBe(0);
  });
  afterAll(() => clone.remove());

  it('is silent and takes less than a second when nothing is missing', async () => {
    const runs = [await clone.setUp(), await clone.setUp(), await clone.setUp()];
    expect(runs.map(({ status, output }) => ({ status, output }))).toEqual(Array(3).fill({ status: 0, output: '' }));
    expect(Math.min(...runs.map(({ milliseconds }) => milliseconds))).toBeLessThan(1000);
  });

  it('needs no Python on the machine any more once the environment is made', async () => {
    expect(await clone.setUp({ PATH: clone.pathWith('npm', 'git') })).toMatchObject({ status: 0, output: '' });
  });

  it('installs the npm packages again when the lock names another version', async () => {
    for (const file of ['package-lock.json', 'linked/package.json'].map(inClone))
      writeFileSync(file, readFileSync(file, 'utf8').replaceAll('1.0.0', '1.0.1'));
    expect((await clone.setUp()).output).toMatch(/^Installing npm packages …\nInstalled npm packages in \d+ s\.\n$/);
    expect((await clone.setUp()).output).toBe('');
  });

  it('shows what npm said, and what to do, when npm fails', async () => {
    const manifest = readFileSync(inClone('package.json'), 'utf8');
    writeFileSync(inClone('package.json'), manifest.replace('{"linked"', '{"copy":"file:linked","linked"'));
    rmSync(inClone('node_modules'), { recursive: true });
    const { status, output } = await clone.setUp();
    writeFileSync(inClone('package.json'), manifest);
    expect(output).toMatch(/Installing npm packages failed: `npm ci .*` ended with exit status 1\.\n/);
    expect(output).toMatch(/Missing: copy@[^]*Check that the npm registry is reachable from here/);
    expect(status).toBe(1);
  });

  it('mends an environment that was left half made, once, when two start at the same time', async () => {
    await clone.setUp();
    rmSync(inClone('.venv/complete'));
    rmSync(inClone('.venv/bin/python'));
    const both = await Promise.all([clone.setUp(), clone.setUp({ HOME: '/dev/null/nowhere' })]);
    expect(both.map(({ status }) => status)).toEqual([0, 0]);
    const said = both.map(({ output }) => output).join('');
    expect(said.match(/Installed Python tools/g)).toHaveLength(1);
    expect(existsSync(inClone('.venv/bin/python'))).toBe(true);
    expect(existsSync(inClone('.runback/set-up.lock'))).toBe(false);
  });

  it('goes on when the holder of the lock is dead', async () => {
    rmSync(inClone('node_modules'), { recursive: true, force: true });
    clone.write('.runback/set-up.lock', '999999999');
    const { status, output } = await clone.setUp({ HOME: '/dev/null/nowhere' });
    expect(output).not.toContain('Waiting');
    expect(status).toBe(0);
    expect(statSync(inClone('.runback/home')).isDirectory()).toBe(true);
  });
});

describe('the set-up of a machine that lacks something', () => {
  const clone = aClone();
  afterAll(() => clone.remove());

  it.each([
    [
      'Python',
      ['npm', 'git'],
      /^Python ≥ 3\.11 with venv is missing \(no python3\.13, .* on the PATH\): install one \(/,
    ],
    ['git', ['npm', 'python3'], /^git is not on the PATH: install git\.$/m],
    ['npm', ['git', 'python3'], /^npm is not on the PATH: it comes with Node\.$/m],
  ])('names %s and the remedy in a sentence, and installs nothing', async (_, programs, sentence) => {
    const { status, output } = await clone.setUp({ PATH: clone.pathWith(...programs) });
    expect(output).toMatch(sentence);
    expect(output).not.toMatch(/\bat .*:\d+:\d+/);
    expect(status).toBe(1);
    expect(existsSync(join(clone.folder, 'node_modules'))).toBe(false);
  });

  it('says which Python it found too old', async () => {
    clone.write('old/python3', '#!/bin/sh\necho 3.9\n', 0o755);
    const { output } = await clone.setUp({ PATH: `${clone.pathWith('npm', 'git')}:${join(clone.folder, 'old')}` });
    expect(output).toMatch(/\(\S+\/old\/python3 is 3\.9\): install one/);
  });

  it('says which package brings venv', async () => {
    clone.write('bare/python3', '#!/bin/sh\ncase "$2" in *version*) echo 3.12;; *) exit 1;; esac\n', 0o755);
    const { output } = await clone.setUp({ PATH: `${clone.pathWith('npm', 'git')}:${join(clone.folder, 'bare')}` });
    expect(output).toMatch(/is 3\.12 without venv, on Debian and Ubuntu: apt install python3\.12-venv/);
  });
});
