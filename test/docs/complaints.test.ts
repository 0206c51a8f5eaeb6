import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(root, 'docs/complaints.md'), 'utf8');

const rows = [...page.matchAll(/^\| (\d+) \|.*$/gm)].map(([line, number]) => ({
  number: Number(number),
  cells: line.split(' | ').slice(1),
  tests: [...line.matchAll(/`([\w./-]+\.test\.ts) › ([^`]+)`/g)].map(([, file = '', title = '']) => ({ file, title })),
  saysWhyNot: /\bopen: |\bnot covered because /i.test(line),
}));

/** The first argument of a call, or the name of a row that `it.each` puts into its title. */
function isTitleIn(text: string, title: string): boolean {
  const written = title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`[([]\\s*(['"\`])${written}\\1`).test(text);
}

const isThere = ({ file, title }: { file: string; title: string }): boolean =>
  existsSync(join(root, file)) && isTitleIn(readFileSync(join(root, file), 'utf8'), title);

describe('what users of other tools complain about', () => {
  it('is numbered from 1 without a gap', () => {
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.map(({ number }) => number)).toEqual(rows.map((_, index) => index + 1));
  });

  it('has a complaint, an answer and a test, or why there is none', () => {
    const lacking = rows.filter(
      ({ cells, tests, saysWhyNot }) => cells.length !== 3 || (tests.length === 0 && !saysWhyNot),
    );
    expect(lacking.map(({ number }) => number)).toEqual([]);
  });

  it('says of each where it was reported', () => {
    const unreported = rows.filter(({ cells: [complaint = ''] }) => !/\([\w.-]+\/[\w.-]+#\d+.*\)\.$/.test(complaint));
    expect(unreported.map(({ number }) => number)).toEqual([]);
  });

  it.each(rows.filter(({ tests }) => tests.length > 0))('names only tests that exist: $number', ({ tests }) => {
    expect(tests.filter((test) => !isThere(test))).toEqual([]);
  });
});
