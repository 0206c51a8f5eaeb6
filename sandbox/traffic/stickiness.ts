// The load balancer's two cookies: AWSALBTG keeps a client on a target group, AWSALB on a target.

interface Kept {
  /** A target group's ARN or a target's key. */
  readonly on: string;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

export type StickyCookie = 'AWSALBTG' | 'AWSALB';

/** What the client's cookie keeps it on, or undefined when there is no such cookie, it has ended or it is not ours. */
export function keptOn(cookies: string | undefined, name: StickyCookie, now: number): string | undefined {
  const value = cookies
    ?.split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);
  const kept = value === undefined ? undefined : opened(value);
  return kept && kept.until > now ? kept.on : undefined;
}

/** The Set-Cookie header's value. */
export function keepOn(name: StickyCookie, on: string, until: number): string {
  const value = Buffer.from(JSON.stringify({ on, until } satisfies Kept)).toString('base64url');
  return `${name}=${value}; Expires=${new Date(until).toUTCString()}; Path=/`;
}

function opened(value: string): Kept | undefined {
  try {
    const kept: unknown = JSON.parse(Buffer.from(value, 'base64url').toString('utf8'));
    return isKept(kept) ? kept : undefined;
  } catch {
    return undefined;
  }
}

function isKept(kept: unknown): kept is Kept {
  const { on, until } = (kept ?? {}) as Partial<Kept>;
  return typeof on === 'string' && typeof until === 'number';
}
