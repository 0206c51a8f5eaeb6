import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { markdownFiles } from './markdown.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

const withoutCode = (text: string): string => text.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, '');
const linksIn = (file: string): string[] =>
  [...withoutCode(readFileSync(join(root, file), 'utf8')).matchAll(/\]\(([^)\s]+)\)/g)].map(([, to]) => to ?? '');
const isRelative = (link: string): boolean => !/^(?:[a-z]+:|#)/.test(link);

/** GitHub's way to an anchor: lower case, spaces to dashes, other signs left out. */
const anchorsOf = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    (heading ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

function leadsNowhere(from: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const file = path === '' ? join(root, from) : join(root, dirname(from), path);
  return !existsSync(file) || (anchor !== undefined && !anchorsOf(file).includes(anchor));
}

describe('documentation', () => {
  it.each(markdownFiles)('%s has only links that lead somewhere', (file) => {
    const links = linksIn(file).filter(isRelative);
    expect(links.filter((link) => leadsNowhere(file, link))).toEqual([]);
  });

  it('is reached from docs/README.md, each page of it', () => {
    const listed = linksIn('docs/README.md').map((link) => join('docs', link));
    const pages = markdownFiles.filter((file) => /^docs\/[^/]+\.md$/.test(file) && file !== 'docs/README.md');
    expect(pages.filter((page) => !listed.includes(page))).toEqual([]);
  });

  it.each(['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md'])('%s names only files that exist', (page) => {
    const text = readFileSync(join(root, page), 'utf8');
    const named = [...text.matchAll(/`((?:workflows|activities|src|sandbox|docs|scripts|test|deploy)\/[\w./-]*)`/g)];
    expect(named.map(([, file]) => file ?? '').filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });
});
