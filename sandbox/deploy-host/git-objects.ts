// What git names commits and trees: the SHA-1 of their content behind a header.
import { createHash } from 'node:crypto';

export interface Commit {
  readonly tree: string;
  readonly parent: string | undefined;
  /** Seconds since the epoch. */
  readonly at: number;
  /** Ends with a line break. */
  readonly message: string;
}

export const author = 'ApplyLens release <release@applylens.example>';

export function commitHash(commit: Commit): string {
  return hashOf('commit', Buffer.from(commitText(commit)));
}

function commitText({ tree, parent, at, message }: Commit): string {
  const parents = parent === undefined ? '' : `parent ${parent}\n`;
  return `tree ${tree}\n${parents}author ${author} ${at} +0000\ncommitter ${author} ${at} +0000\n\n${message}`;
}

/** Path → content, folders by slashes. */
export type Files = Readonly<Record<string, string>>;

/** A folder of plain files. */
export function treeHash(files: Files): string {
  const entries = new Map<string, Files | string>();
  for (const [path, content] of Object.entries(files)) {
    const [name = '', ...below] = path.split('/');
    if (below.length === 0) entries.set(name, content);
    else entries.set(name, { ...(entries.get(name) as Files | undefined), [below.join('/')]: content });
  }
  const lines = [...entries].map(([name, held]) =>
    typeof held === 'string'
      ? { key: name, head: `100644 ${name}`, hash: hashOf('blob', Buffer.from(held)) }
      : { key: `${name}/`, head: `40000 ${name}`, hash: treeHash(held) },
  );
  lines.sort((one, other) => Buffer.compare(Buffer.from(one.key), Buffer.from(other.key)));
  const content = lines.flatMap(({ head, hash }) => [Buffer.from(`${head}\0`), Buffer.from(hash, 'hex')]);
  return hashOf('tree', Buffer.concat(content));
}

function hashOf(type: string, content: Buffer): string {
  return createHash('sha1').update(`${type} ${content.length}\0`).update(content).digest('hex');
}
