// The key that server and worker share: the server signs what it passes on, the worker checks it (design §4, §15).
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Relayable } from '../src/identifiers.js';
import { type Relayed, type Role, signedText } from '../src/relayed.js';
import type { Activities, SignatureChecked } from './activities.js';
import { resolveSecret } from './secrets.js';

const shortestKey = 32;
const mostKeys = 2;

/** The keys behind a reference, one a line or word, the one that signs first. Throws SecretMissing or a sentence. */
export async function relayKeys(reference: string): Promise<readonly string[]> {
  const keys = (await resolveSecret(reference)).split(/\s+/);
  if (keys.length <= mostKeys && keys.every((key) => key.length >= shortestKey)) return keys;
  throw new Error(`${reference}: expected one or two keys of at least ${shortestKey} characters, one a line`);
}

const signatureOf = (key: string, workflowId: string, verb: Relayable, message: object): Buffer =>
  createHmac('sha256', key)
    .update(signedText(workflowId, verb, message))
    .digest();

/** The message with the server's word for who says it. */
export function signed<M extends object>(
  key: string,
  {
    workflowId,
    verb,
    roles,
  }: { readonly workflowId: string; readonly verb: Relayable; readonly roles: readonly Role[] },
  message: M,
): M & { readonly relayed: Relayed } {
  const vouched = { ...message, relayed: { roles, issuedAt: new Date().toISOString() } };
  const signature = signatureOf(key, workflowId, verb, vouched).toString('hex');
  return { ...vouched, relayed: { ...vouched.relayed, signature } };
}

export const checkRelayed =
  ({ relayKey }: { readonly relayKey?: string }): Activities['checkRelayed'] =>
  async ({ workflowId, verb, message }): Promise<SignatureChecked> => {
    if (relayKey === undefined) return { signature: 'not checked', why: 'the worker has no key' };
    const keys = await relayKeys(relayKey).catch((error: unknown) => error);
    if (!Array.isArray(keys)) return { signature: 'not checked', why: keys instanceof Error ? keys.message : 'no key' };
    const { relayed } = message as { readonly relayed?: Partial<Relayed> };
    const came = Buffer.from(String(relayed?.signature), 'hex');
    const isRight = (key: string): boolean => {
      const right = signatureOf(key, workflowId, verb, message);
      return right.length === came.length && timingSafeEqual(right, came);
    };
    return { signature: (keys as readonly string[]).some(isRight) ? 'right' : 'wrong' };
  };
