import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An empty folder to work in, with nothing of the caller's environment; `leave` puts everything back. */
export function enterEmptyPlace(variables: Readonly<Record<string, string>>): { folder: string; leave: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'runback-cli-'));
  const before = { cwd: process.cwd(), env: { ...process.env } };
  for (const name of Object.keys(process.env)) if (/^(RUNBACK|TEMPORAL)_/.test(name)) delete process.env[name];
  Object.assign(process.env, { RUNBACK_USER: 'ann', ...variables });
  process.chdir(folder);
  const leave = () => {
    process.chdir(before.cwd);
    process.env = before.env;
    rmSync(folder, { recursive: true, force: true });
  };
  return { folder, leave };
}
