// Whether a URL leads to the database that the catalogue names in RDS (design §7). Pure; a URL or password is in no sentence.
import type { InRds } from '../catalogue/database-entry.js';

export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

/** Where RDS says that it is reached. */
export interface RdsPlaces {
  readonly of: InRds;
  /** Takes changes: the instance, or the writer of its cluster. */
  readonly writer: readonly HostAndPort[];
  readonly readers: readonly HostAndPort[];
}

export interface UrlSays extends HostAndPort {
  /** What the host is a CNAME to, if anything. */
  readonly aliasOf: readonly string[];
}

/** Undefined where it leads to the writer. */
export function whyNotMeant({ aliasOf, ...given }: UrlSays, { of, writer, readers }: RdsPlaces): string | undefined {
  const named = [given.host, ...aliasOf].map((host) => ({ host, port: given.port }));
  const isIn = (places: readonly HostAndPort[]) => places.some((place) => named.some((each) => isSame(each, place)));
  if (isIn(writer)) return undefined;
  const it = `the ${of.kind} ${of.id}`;
  const there = writer.map(shown).join(' or ');
  if (isIn(readers)) return `the URL leads to ${shown(given)}, where ${it} is only read; changes are taken at ${there}`;
  if (writer.length === 0) return `the URL leads to ${shown(given)}, and RDS gives ${it} no endpoint yet`;
  return `the URL leads to ${shown(given)}, and ${it} is at ${there}`;
}

/** `reachedBy`: `host` or `host:port` of a tunnel or proxy, as the catalogue allows it. */
export function isReachedBy(given: HostAndPort, reachedBy: string | undefined): boolean {
  const [host = '', port] = reachedBy?.split(':') ?? [];
  return isSame(given, { host, port: port === undefined ? given.port : Number(port) });
}

const isSame = (one: HostAndPort, other: HostAndPort): boolean =>
  plain(one.host) === plain(other.host) && one.port === other.port;

const plain = (host: string): string => host.toLowerCase().replace(/\.$/, '');

const shown = ({ host, port }: HostAndPort): string => `${host}:${port}`;
