// Slack's signature (v0): HMAC-SHA-256 over version, time and the raw body, five minutes old at most, each once.
import { createHmac, timingSafeEqual } from 'node:crypto';

const window = 5 * 60;
const mostRemembered = 10_000;

export interface SignedBySlack {
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
  readonly body: string;
}

const signatureOf = (secret: string, timestamp: string, body: string): string =>
  `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;

const isSame = (one: string, other: string): boolean => {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
};

/** Why this delivery is not Slack's, or not now; undefined when it is. Remembers what it let through for as long as it could come again. */
export function slackGuard(
  nowMs: () => number = Date.now,
): (secret: string, given: SignedBySlack) => string | undefined {
  const seen = new Map<string, number>();
  const forget = (now: number): void => {
    for (const [signature, at] of seen) {
      if (now - at <= 2 * window && seen.size <= mostRemembered) break;
      seen.delete(signature);
    }
  };
  return (secret, { timestamp = '', signature = '', body }) => {
    const now = Math.floor(nowMs() / 1_000);
    if (!/^\d{1,12}$/.test(timestamp) || !isSame(signature, signatureOf(secret, timestamp, body)))
      return 'the signature is not Slack’s';
    if (Math.abs(now - Number(timestamp)) > window) return 'it was signed more than five minutes from now';
    forget(now);
    if (seen.has(signature)) return 'it came before';
    seen.set(signature, now);
    return undefined;
  };
}
