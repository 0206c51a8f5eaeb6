import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const text = readFileSync('deploy/Dockerfile', 'utf8').replace(/\\\n/g, ' ');
const instructions = text.split('\n').flatMap((line) => {
  const [, name = '', rest = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
  return name ? [{ name, rest }] : [];
});
const all = (wanted: string) => instructions.filter(({ name }) => name === wanted).map(({ rest }) => rest);

describe('the image', () => {
  it('is built from exact versions of glibc images, which Temporal’s core needs', () => {
    for (const from of all('FROM')) expect(from).toMatch(/^node:\d+\.\d+\.\d+-bookworm-slim( AS \w+)?$/);
  });

  it('runs as a user without rights, from before the command on', () => {
    const last = instructions.slice(instructions.findLastIndex(({ name }) => name === 'FROM'));
    expect(last.slice(-2)).toEqual([
      { name: 'USER', rest: 'node' },
      { name: 'CMD', rest: '["node", "dist/worker/main.js"]' },
    ]);
  });

  it('installs by the lock without running scripts, and keeps production packages only', () => {
    const runs = all('RUN').join('\n');
    expect(runs).toMatch(/npm ci --ignore-scripts/);
    expect(runs).toMatch(/npm prune --omit=dev --ignore-scripts/);
    expect(runs).not.toMatch(/npm install|curl|wget/);
  });

  it('holds no secret', () => {
    expect(all('ARG')).toEqual([]);
    expect(all('ENV').join('\n')).not.toMatch(/PASSWORD|SECRET|TOKEN|_KEY/);
    expect(all('COPY').join('\n')).not.toMatch(/\.env|tokens|\*| \. /);
  });

  it('copies only what the folder has and .dockerignore lets through', () => {
    const ignore = readFileSync('deploy/Dockerfile.dockerignore', 'utf8').split('\n');
    const copied = all('COPY')
      .filter((rest) => !rest.startsWith('--from='))
      .flatMap((rest) => rest.split(' ').slice(0, -1));
    for (const file of copied) {
      expect(existsSync(file), file).toBe(true);
      expect(
        ignore.some((line) => line.startsWith('!') && file.startsWith(line.slice(1))),
        file,
      ).toBe(true);
    }
  });
});
