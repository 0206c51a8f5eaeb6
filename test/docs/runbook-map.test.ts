import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { inOneWay, isFoundIn, itemsOf } from './runbook-items.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

const runbook = read('docs/runbook.md');
const [map = '', open = ''] = read('docs/runbook-map.md').split('## Open items');
const rules = readdirSync(join(root, 'src/runbook'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => read(join('src/runbook', file)));
const sources = [read('runback.yaml'), ...rules, map].map(inOneWay);
const openItems = [...open.matchAll(/^- `(.+)`$/gm)].map(([, text]) => inOneWay(text ?? ''));

const items = itemsOf(runbook);
const lost = items.filter((item) => !sources.some((source) => isFoundIn(item, source))).map(({ text }) => text);

/** The list of open items may only shrink: this number is lowered with it. */
const openAtMost = 13;

describe('what the runbook says', () => {
  it('is read whole: addresses, commands, numbers and checklist lines', () => {
    const kinds = new Set(items.map(({ kind }) => kind));
    expect([kinds.size, items.length]).toEqual([4, expect.any(Number)]);
    expect(items.length).toBeGreaterThan(90);
  });

  it('is in the catalogue, in the rules or in the map, or is listed as open', () => {
    expect(lost.filter((text) => !openItems.includes(text))).toEqual([]);
  });

  it('is listed as open only while nothing does it', () => {
    expect(openItems.filter((text) => !lost.includes(text))).toEqual([]);
    expect(openItems.length).toBeLessThanOrEqual(openAtMost);
  });
});

describe('the map', () => {
  const headings = [...runbook.replace(/```[\s\S]*?```/g, '').matchAll(/^#{2,3} (.+)$/gm)].map(
    ([, text]) => text ?? '',
  );

  it.each(headings)('has a row for "%s"', (heading) => {
    expect(map.split('\n').some((line) => line.startsWith(`| ${heading} |`))).toBe(true);
  });

  it('names only files that exist', () => {
    const files = [...map.matchAll(/`((?:src|workflows|activities)\/[\w./-]+\.ts|runback\.yaml)`/g)].map(
      ([, file]) => file ?? '',
    );
    expect(files.length).toBeGreaterThan(20);
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });
});
