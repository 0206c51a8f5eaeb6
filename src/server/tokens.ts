// Who may ask for what: bearer tokens by role. Only a token's SHA-256 is kept; the token itself is shown once.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type KeptToken, readTokens as tokensIn } from '../catalogue/read-tokens.js';
import { writePrivately } from './write-privately.js';

export type Role = KeptToken['roles'][number];

/** Finds who holds a token. */
export type Tokens = (token: string) => KeptToken | undefined;

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

/** An admin may do everything, an operator what a sender and a viewer may. */
export const mayActAs = (role: Role, { roles: held }: KeptToken): boolean =>
  held.includes(role) ||
  held.includes('admin') ||
  (held.includes('operator') && (role === 'sender' || role === 'viewer'));

/** A sender's token belongs to a machine, such as an alert manager or a pipeline; no other role makes it one. */
export const isMachine = ({ roles: held }: KeptToken): boolean => held.includes('sender');

/** Whether a token holds for a service; one that names none holds for all. */
export const mayReach = (
  { environments, services }: KeptToken,
  { environment, service }: { environment: string; service: string },
): boolean => (environments?.includes(environment) ?? true) && (services?.includes(service) ?? true);

/** Compares hashes in constant time and always looks at every token. */
export const tokensOf =
  (known: readonly KeptToken[]): Tokens =>
  (token) => {
    const hash = hashOf(token);
    return known.reduce<KeptToken | undefined>(
      (found, each) => (timingSafeEqual(hash, Buffer.from(each.sha256, 'hex')) ? each : found),
      undefined,
    );
  };

/** A new token, and what to keep of it. */
export const newToken = (name: string, held: readonly Role[]): { token: string; known: KeptToken } => {
  const token = `rb_${randomBytes(24).toString('base64url')}`;
  return { token, known: { name, roles: [...held], sha256: hashOf(token).toString('hex') } };
};

/** The tokens kept in a file; none when there is no file. Throws CatalogueProblems when it holds anything else. */
export async function readTokens(file: string): Promise<readonly KeptToken[]> {
  const written = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return tokensIn(written, file);
}

/** Adds a token to a file that only its owner may read. A name that exists is replaced. */
export async function keepToken(file: string, known: KeptToken): Promise<void> {
  const others = (await readTokens(file)).filter(({ name }) => name !== known.name);
  await writePrivately(file, `${JSON.stringify([...others, known], null, 2)}\n`);
}
