import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const notOurs = /^(?:\.|node_modules|dist|coverage)/;

const below = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((each) => {
    if (notOurs.test(each.name)) return [];
    const path = join(folder, each.name);
    return each.isDirectory() ? below(path) : [path];
  });

/** Every Markdown file of the repository, relative to its root. */
export const markdownFiles: readonly string[] = below('').filter((file) => file.endsWith('.md'));

/** The commands of a file's fenced blocks that begin with `program`, as written, continued lines joined. */
export function commandsIn(file: string, program: string): string[] {
  const blocks = [...readFileSync(join(root, file), 'utf8').matchAll(/```(?:sh|bash)?\n([\s\S]*?)```/g)];
  return blocks
    .flatMap(([, block]) => (block ?? '').replace(/\\\n\s*/g, ' ').split('\n'))
    .filter((line) => line.startsWith(`${program} `));
}
