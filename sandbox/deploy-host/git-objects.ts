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

/** A folder with one plain file in it. */
export function treeHash(file: string, content: string): string {
  const blob = Buffer.from(hashOf('blob', Buffer.from(content)), 'hex');
  return hashOf('tree', Buffer.concat([Buffer.from(`100644 ${file}\0`), blob]));
}

function hashOf(type: string, content: Buffer): string {
  return createHash('sha1').update(`${type} ${content.length}\0`).update(content).digest('hex');
}
