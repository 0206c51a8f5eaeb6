// HMAC-SHA-256 over the raw body as webhooks are signed: several signatures, several secrets, compared in constant time.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { resolveSecret } from '../../../activities/secrets.js';
import type { HmacSettings } from '../../webhook-settings.js';
import { Problem } from '../problem.js';
import type { Delivery } from './source.js';

const windowSeconds = 5 * 60;
const signaturesAtMost = 20;

/** Throws 401 unless one of the signatures (hexadecimal) is one of the secrets' over these bytes; 503 where a secret is missing. */
export async function checkHmac(
  signatures: readonly string[],
  references: readonly string[],
  signed: readonly (string | Buffer)[],
): Promise<void> {
  const given = signatures.filter((each) => /^[0-9a-f]{64}$/i.test(each)).slice(0, signaturesAtMost);
  const secrets = await Promise.all(references.map((each) => resolveSecret(each).catch(() => undefined)));
  const matches = secrets.flatMap((secret) => {
    if (secret === undefined) return [];
    const digest = createHmac('sha256', secret);
    for (const part of signed) digest.update(part);
    const expected = digest.digest();
    return given.map((each) => timingSafeEqual(Buffer.from(each, 'hex'), expected));
  });
  if (matches.includes(true)) return;
  if (secrets.includes(undefined))
    throw new Problem(503, 'A secret that may have signed this cannot be read; nothing was done. Send it again');
  throw new Problem(401, 'Refused: the signature is not that of a secret that is set here. Nothing was done');
}

/** What signed this delivery, under the header's name; a prefix such as `sha256=` may stand before it. */
export const signaturesIn = (header: string | undefined): string[] =>
  (header ?? '').split(',').map((each) => each.trim().replace(/^(sha256|v1)=/i, ''));

/** Throws 401 unless the delivery is signed as the settings say. Its time, where there is one, is signed as `<seconds>:` before the body. */
export async function checkSigned(
  { headers, raw }: Delivery,
  { secrets, header, timestampHeader }: HmacSettings,
  nowMs: number,
): Promise<void> {
  const at = timestampHeader === undefined ? undefined : headers[timestampHeader];
  if (timestampHeader !== undefined && (at === undefined || !/^\d{1,12}$/.test(at)))
    throw new Problem(401, `Refused: there is no time of signing in ${timestampHeader}. Nothing was done`);
  await checkHmac(signaturesIn(headers[header]), secrets, at === undefined ? [raw] : [`${at}:`, raw]);
  if (at !== undefined && Math.abs(nowMs / 1_000 - Number(at)) > windowSeconds)
    throw new Problem(401, 'Refused: it was signed more than five minutes from now. Nothing was done');
}
