import { invalidParameter } from './refusal.js';

export interface Page<Entry> {
  readonly entries: readonly Entry[];
  readonly nextToken?: string;
}

/**
 * One page of a listing. The token is opaque and only good for the listing it came from.
 * @throws InvalidParameterException for any other token
 */
export function pageOf<Entry>(all: readonly Entry[], size: number, token?: string): Page<Entry> {
  const from = token === undefined ? 0 : offsetIn(token);
  const entries = all.slice(from, from + size);
  const next = from + size;
  return next < all.length ? { entries, nextToken: Buffer.from(`from:${next}`).toString('base64url') } : { entries };
}

function offsetIn(token: string): number {
  const [, offset] = /^from:(\d+)$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  if (offset === undefined) throw invalidParameter('Invalid token.');
  return Number(offset);
}
