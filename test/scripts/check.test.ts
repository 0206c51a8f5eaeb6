import { spawnSync } from 'node:child_process';
import { afterAll, describe, expect, it } from 'vitest';
import { aClone } from './clone.js';

describe('npm run check', () => {
  const clone = aClone();
  afterAll(() => clone.remove());
  const answering = (status: number, text = '') => `#!/bin/sh\necho "${text}"\nexit ${status}\n`;
  const check = (tools: Record<string, string>) => {
    for (const [tool, program] of Object.entries(tools)) clone.write(`node_modules/.bin/${tool}`, program, 0o755);
    return spawnSync(process.execPath, ['scripts/check.js'], { cwd: clone.folder, encoding: 'utf8' });
  };

  it('passes with a line for each check when all pass', () => {
    const all = { eslint: answering(0), tsc: answering(0), knip: answering(0), biome: answering(0) };
    const { status, stdout } = check(all);
    expect(stdout.match(/^✔ (lint|types|dead code|format) +\d+\.\d s$/gm)).toHaveLength(4);
    expect(status).toBe(0);
  });

  it('runs every check, shows what failed and how to mend it, and fails', () => {
    const { status, stdout } = check({
      tsc: answering(2, 'plan.ts(3,4): error'),
      biome: answering(1, 'not formatted'),
    });
    expect(stdout).toMatch(/^✖ format +\d+\.\d s {3}npx biome check --write \.$/m);
    expect(stdout).toContain('── types ──\nplan.ts(3,4): error');
    expect(stdout).toMatch(/The check failed: .*types/);
    expect(status).toBe(1);
  });
});
