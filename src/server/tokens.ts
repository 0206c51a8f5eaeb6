// Who may ask for what: bearer tokens by role. Only a token's SHA-256 is kept; the token itself is shown once.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parse } from 'yaml';

export const roles = ['viewer', 'sender', 'operator', 'approver', 'admin'] as const;
export type Role = (typeof roles)[number];

/** What is kept of a token. `sha256` is in lowercase hex. */
export interface KnownToken {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly sha256: string;
}

/** Finds who holds a token. */
export type Tokens = (token: string) => KnownToken | undefined;

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

/** An admin may do everything, an operator what a sender and a viewer may. */
export const mayActAs = (role: Role, { roles: held }: KnownToken): boolean =>
  held.includes(role) ||
  held.includes('admin') ||
  (held.includes('operator') && (role === 'sender' || role === 'viewer'));

/** Compares hashes in constant time and always looks at every token. */
export const tokensOf =
  (known: readonly KnownToken[]): Tokens =>
  (token) => {
    const hash = hashOf(token);
    return known.reduce<KnownToken | undefined>(
      (found, each) => (timingSafeEqual(hash, Buffer.from(each.sha256, 'hex')) ? each : found),
      undefined,
    );
  };

/** A new token, and what to keep of it. */
export const newToken = (name: string, held: readonly Role[]): { token: string; known: KnownToken } => {
  const token = `rb_${randomBytes(24).toString('base64url')}`;
  return { token, known: { name, roles: held, sha256: hashOf(token).toString('hex') } };
};

/** The tokens kept in a file; none when there is no file. Throws a sentence when the file is not a list of tokens. */
export async function readTokens(file: string): Promise<readonly KnownToken[]> {
  const content = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '[]';
    throw error;
  });
  const read = parsed(content);
  if (Array.isArray(read) && read.every(isKnownToken)) return read;
  throw new Error(
    `${file}: expected a list of {name, roles, sha256}; make one with: runback token NAME --role operator`,
  );
}

/** Adds a token to a file that only its owner may read. A name that exists is replaced. */
export async function keepToken(file: string, known: KnownToken): Promise<void> {
  const others = (await readTokens(file)).filter(({ name }) => name !== known.name);
  const draft = `${file}.${process.pid}`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(draft, `${JSON.stringify([...others, known], null, 2)}\n`, { mode: 0o600 });
  await chmod(draft, 0o600);
  await rename(draft, file);
}

const parsed = (content: string): unknown => {
  try {
    return parse(content);
  } catch {
    return undefined;
  }
};

const isKnownToken = (each: unknown): each is KnownToken => {
  if (typeof each !== 'object' || each === null) return false;
  const { name, roles: held, sha256 } = each as Partial<Record<keyof KnownToken, unknown>>;
  const isRole = (role: unknown) => roles.some((one) => one === role);
  return typeof name === 'string' && Array.isArray(held) && held.every(isRole) && /^[0-9a-f]{64}$/.test(String(sha256));
};
