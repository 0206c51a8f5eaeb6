import type { FastifyRequest } from 'fastify';

/** The page's own address, where the configuration names it. */
export interface Address {
  readonly publicUrl?: string | undefined;
}

/** Whether browser and server speak over TLS, as far as it can be seen: then the cookie never goes without. */
export const isSecure = ({ protocol, headers }: FastifyRequest, { publicUrl = '' }: Address): boolean =>
  protocol === 'https' || publicUrl.startsWith('https:') || headers['x-forwarded-proto'] === 'https';

/** A browser says where a form came from: a form of another site's page is not ours. */
export function comesFromElsewhere({ headers }: FastifyRequest, { publicUrl }: Address): boolean {
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  if (origin === undefined) return false;
  return origin !== (publicUrl && new URL(publicUrl).origin) && hostOf(origin) !== host;
}

const hostOf = (origin: string): string | undefined => (URL.canParse(origin) ? new URL(origin).host : undefined);
