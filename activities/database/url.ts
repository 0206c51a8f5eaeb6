// A database's URL as libpq understands it. The password stays out of every message.
import type { ClientConfig } from 'pg';
import { parse, toClientConfig } from 'pg-connection-string';

/** libpq's meaning of sslmode, which is what the application's own driver and psql give it. */
type Encrypted = 'first' | 'as configured';

export interface Place extends ClientConfig {
  readonly encrypted: Encrypted;
}

/** @param reference where the URL was found: all that a message says of it */
export function configOf({ url: reference }: { readonly url: string }, url: string): Place {
  // SQLAlchemy names its driver in the scheme.
  const plain = url.replace(/^postgres(?:ql)?\+\w+:/, 'postgresql:');
  if (!/^postgres(?:ql)?:/.test(plain)) throw new Error(`Reading ${reference}: it is no postgresql:// URL`);
  try {
    const given = parse(plain, { useLibpqCompat: !plain.includes('uselibpqcompat=') });
    const encrypted = [undefined, 'prefer', 'allow'].includes(given.sslmode as string) && given.ssl !== true;
    return { ...toClientConfig(given), encrypted: encrypted ? 'first' : 'as configured' };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new Error(`Reading ${reference}: it is no PostgreSQL URL that can be used${code}`);
  }
}

/** Tries with encryption first where the URL leaves that open, as libpq does. */
export async function asUrlSays<T>(
  { encrypted, ...config }: Place,
  use: (config: ClientConfig) => Promise<T>,
): Promise<T> {
  if (encrypted === 'as configured') return use(config);
  return use({ ...config, ssl: { rejectUnauthorized: false } }).catch((error: unknown) => {
    if (!(error instanceof Error && error.message === 'The server does not support SSL connections')) throw error;
    return use({ ...config, ssl: false });
  });
}

export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return code === '' || error.message.includes(code) ? error.message : `${error.message} (${code})`;
}

export const withoutPassword = (text: string, { password }: ClientConfig): string =>
  typeof password === 'string' && password !== '' ? text.replaceAll(password, '…') : text;

/** The same where only the URL is at hand: neither it, nor how another driver's scheme writes it, nor its password in either spelling. */
export function withoutUrl(text: string, url: string): string {
  const written = /^[\w+]+:\/\/([^@/]*:)?([^@]*)@/.exec(url)?.[2] ?? '';
  const spellings = [url, url.replace(/^[\w+]+:\/\//, ''), written, decoded(written)];
  return spellings.reduce((said, secret) => (secret === '' ? said : said.replaceAll(secret, '…')), text);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
