// What GitHub refuses: bad tokens, too many requests, and what the control API makes it refuse.
import { z } from 'zod';

export interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export const faultShape = z.strictObject({
  fault: z.enum(['rate-limit', 'secondary-rate-limit', 'unavailable']),
  times: z.number().int().min(0).default(1),
  status: z.union([z.literal(403), z.literal(429)]).default(403),
  retryAfterSeconds: z.number().int().min(0).default(60),
});
export type Fault = z.output<typeof faultShape>;

/** The bearer tokens that the double takes; the second one may only read. */
export const tokens = { write: 'github-sandbox', read: 'github-sandbox-read-only' } as const;

const perHour = 5_000;

/** Counts requests in a window of one real hour. */
export function createRateLimit(now: () => number) {
  let window = { began: now(), used: 0 };
  return {
    /** The headers of the answer to one more request. */
    take(): Record<string, string> {
      if (now() - window.began > 3_600_000) window = { began: now(), used: 0 };
      window.used += 1;
      return {
        'x-ratelimit-limit': `${perHour}`,
        'x-ratelimit-remaining': `${Math.max(0, perHour - window.used)}`,
        'x-ratelimit-used': `${window.used}`,
        'x-ratelimit-reset': `${Math.ceil(window.began / 1000) + 3600}`,
        'x-ratelimit-resource': 'core',
      };
    },
  };
}

export function refusalOfToken(authorization: string | undefined, method: string): Refusal | undefined {
  const token = /^(?:bearer|token) (\S+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) return { status: 401, message: 'Requires authentication' };
  if (token === tokens.write) return undefined;
  if (token !== tokens.read) return { status: 401, message: 'Bad credentials' };
  return method === 'GET' ? undefined : { status: 403, message: 'Resource not accessible by personal access token' };
}

export function refusalOfFault({ fault, status, retryAfterSeconds }: Fault, now: number): Refusal {
  if (fault === 'unavailable') return { status: 503, message: 'Service Unavailable' };
  if (fault === 'secondary-rate-limit') {
    const message = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
    return { status, message, headers: { 'retry-after': `${retryAfterSeconds}` } };
  }
  const reset = `${Math.ceil(now / 1000) + retryAfterSeconds}`;
  const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-used': `${perHour}`, 'x-ratelimit-reset': reset };
  return { status, message: 'API rate limit exceeded for user ID 41000001.', headers };
}
