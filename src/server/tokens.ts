// Who may ask for what: bearer tokens by role. Only a token's SHA-256 is kept; the token itself is shown once.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type KeptToken, readTokens as tokensIn } from '../catalogue/read-tokens.js';
import type { Role } from '../relayed.js';
import { type Holder, holderOfToken } from './holder.js';
import { writePrivately } from './write-privately.js';

/** Finds who holds a credential. */
export type Tokens = (token: string) => Holder | undefined | Promise<Holder | undefined>;

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

/** Compares hashes in constant time and always looks at every token. */
export const tokensOf =
  (known: readonly KeptToken[]) =>
  (token: string): Holder | undefined => {
    const hash = hashOf(token);
    const found = known.reduce<KeptToken | undefined>(
      (before, each) => (timingSafeEqual(hash, Buffer.from(each.sha256, 'hex')) ? each : before),
      undefined,
    );
    return found && holderOfToken(found);
  };

/** Who is this user of Slack, where the tokens say so. */
export const slackUsersOf =
  (known: readonly KeptToken[]) =>
  (user: string): Holder | undefined => {
    const found = known.find(({ slack }) => slack === user);
    return found && holderOfToken(found);
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

/**
 * Adds a token to a file that only its owner may read. A name that exists gets a new token and new roles; where it holds, and
 * its user of Slack, stay as they are.
 */
export async function keepToken(file: string, known: KeptToken): Promise<void> {
  const all = await readTokens(file);
  const former = all.find(({ name }) => name === known.name);
  const others = all.filter((each) => each !== former);
  await writePrivately(file, `${JSON.stringify([...others, { ...former, ...known }], null, 2)}\n`);
}
