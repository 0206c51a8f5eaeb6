// Is it the database that is meant? What the URL names, beside where RDS says that the catalogue's instance or cluster is.
import { Resolver } from 'node:dns/promises';
import type { RDSClient } from '@aws-sdk/client-rds';
import type { DatabaseEntry } from '../../src/catalogue/database-entry.js';
import { isReachedBy, whyNotMeant } from '../../src/database/meant.js';
import { readPlaces } from '../rds-places.js';
import { resolveSecret } from '../secrets.js';
import { reachedHere } from './migrated.js';
import { configOf } from './url.js';

const usualPort = 5_432;
const mostAliases = 5;
const nameWithinMs = 1_000;

/** A sentence where it is another one; nothing where it is the one, or where the catalogue names none. Fails with what AWS answered. */
export async function whyAnotherDatabase(
  rds: RDSClient,
  database: Pick<DatabaseEntry, 'url' | 'reachedBy' | 'rds'> & { readonly name?: string },
  signal: AbortSignal,
): Promise<string | undefined> {
  if (database.rds === undefined) return undefined;
  const { url, name = '' } = database;
  const place = reachedHere({ name, ...(url === undefined ? {} : { url }) });
  const { host = '', port } = configOf(place, await resolveSecret(place.url));
  return whyElsewhere(rds, database, { host, port }, signal);
}

/** The same of what a task says that its code connects to. */
export async function whyElsewhere(
  rds: RDSClient,
  database: Pick<DatabaseEntry, 'reachedBy' | 'rds'>,
  { host, port }: { readonly host: string; readonly port: number | string | null | undefined },
  signal: AbortSignal,
): Promise<string | undefined> {
  if (database.rds === undefined) return undefined;
  const given = { host, port: Number(port ?? usualPort) };
  if (isReachedBy(given, database.reachedBy)) return undefined;
  const places = await readPlaces(rds, database.rds, signal);
  const why = whyNotMeant({ ...given, aliasOf: [] }, places);
  return why && whyNotMeant({ ...given, aliasOf: await aliasesOf(host) }, places);
}

/** What a name is a CNAME to, one after the other. */
async function aliasesOf(host: string): Promise<string[]> {
  const resolver = new Resolver({ timeout: nameWithinMs, tries: 1 });
  const aliases: string[] = [];
  for (let name: string | undefined = host; name !== undefined && aliases.length < mostAliases; ) {
    [name] = await resolver.resolveCname(name).catch(() => []);
    if (name !== undefined) aliases.push(name);
  }
  return aliases;
}
