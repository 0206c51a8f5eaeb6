// A database of the catalogue, as an entry takes it: references to its URLs, and what it is in RDS.
import type { DatabaseSettings } from './schema/document.js';

/** What a database is in RDS. Aurora's snapshots and restorable times are its cluster's. */
export interface InRds {
  readonly kind: 'instance' | 'cluster';
  readonly id: string;
}

export interface DatabaseEntry {
  /** Reference to the URL with user and password: `env:NAME`, `file:/path`. */
  readonly url: string;
  readonly host: string;
  /** Absent where the catalogue names neither an instance nor a cluster. */
  readonly rds?: InRds;
  /** Template of a snapshot's id, with `{{run}}` for what makes it the run's own. */
  readonly backupName?: string;
  /** Its twin in staging. */
  readonly staging?: { readonly url: string; readonly rds?: InRds };
}

export const databaseEntry = (settings: DatabaseSettings): DatabaseEntry => ({
  url: settings.url,
  host: settings.host,
  ...inRds(settings),
  ...(settings.backupName === undefined ? {} : { backupName: settings.backupName }),
  ...(settings.rehearseOn && { staging: { url: settings.rehearseOn.url, ...inRds(settings.rehearseOn) } }),
});

function inRds({ instance, cluster }: Pick<DatabaseSettings, 'instance' | 'cluster'>): { readonly rds?: InRds } {
  if (cluster !== undefined) return { rds: { kind: 'cluster', id: cluster } };
  return instance === undefined ? {} : { rds: { kind: 'instance', id: instance } };
}
