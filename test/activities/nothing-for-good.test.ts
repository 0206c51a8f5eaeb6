import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const takesAway = /^(?:Delete|Deregister|Purge|Remove|Terminate)/;

const sources = ['activities', 'src', 'workflows'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(root, folder, file), 'utf8')),
);
const operations = new Set(
  sources.flatMap((source) => [...source.matchAll(/new (\w+)Command\(/g)].map(([, name]) => name ?? '')),
);

describe('what Runback asks of AWS', () => {
  it('takes nothing away for good: no task definition that somebody may have to return to', () => {
    expect(operations).toContain('UpdateService');
    expect([...operations].filter((name) => takesAway.test(name))).toEqual([]);
  });
});
