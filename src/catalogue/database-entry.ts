// A database of the catalogue, as an entry takes it: references to its URLs, and what it is in RDS.
import type { MigrationsEntry, MigrationsTask } from './migrations-entry.js';
import type { DatabaseSettings } from './schema/document.js';
import type { ServiceBeside } from './service-beside.js';

/** What a database is in RDS. Aurora's snapshots and restorable times are its cluster's. */
export interface InRds {
  readonly kind: 'instance' | 'cluster';
  readonly id: string;
}

export interface DatabaseEntry {
  /** As the catalogue calls it. */
  readonly name: string;
  /** Reference to the URL with user and password: `env:NAME`, `file:/path`. Absent where only tasks beside the database have it. */
  readonly url?: string;
  readonly host: string;
  /** `host` or `host:port` of a tunnel or proxy that may stand in the URL instead of RDS's endpoint. */
  readonly reachedBy?: string;
  /** Absent where the catalogue names neither an instance nor a cluster. */
  readonly rds?: InRds;
  /** Template of a snapshot's id, with `{{run}}` for what makes it the run's own. */
  readonly backupName?: string;
  /** Absent where the catalogue names no repository of them. */
  readonly migrations?: MigrationsEntry;
  /** The other services that stand on it; absent where one service has it for itself. */
  readonly beside?: readonly ServiceBeside[];
  /** Its twin in staging. */
  readonly staging?: StagingEntry;
}

export type StagingEntry = Pick<DatabaseEntry, 'reachedBy' | 'rds'> & { readonly url: string };

/** @param name as the catalogue calls it */
export const databaseEntry = (name: string, settings: DatabaseSettings): DatabaseEntry => ({
  name,
  ...(settings.url === undefined ? {} : { url: settings.url }),
  host: settings.host,
  ...(settings.reachedBy === undefined ? {} : { reachedBy: settings.reachedBy }),
  ...inRds(settings),
  ...(settings.backupName === undefined ? {} : { backupName: settings.backupName }),
  ...migrations(settings),
  ...(settings.rehearseOn && { staging: stagingEntry(settings.rehearseOn) }),
});

const stagingEntry = ({ url, reachedBy, ...named }: NonNullable<DatabaseSettings['rehearseOn']>): StagingEntry => ({
  url,
  ...(reachedBy === undefined ? {} : { reachedBy }),
  ...inRds(named),
});

function migrations({ alembic }: DatabaseSettings): { readonly migrations?: MigrationsEntry } {
  if (alembic?.repository === undefined) return {};
  const { repository, token, tests, python, programs, runner, task, ...all } = alembic;
  return {
    migrations: {
      repository,
      ...all,
      ...(token === undefined ? {} : { token }),
      ...(tests === undefined ? {} : { tests }),
      ...(python === undefined ? {} : { python }),
      ...(runner === 'ecs-task' ? { task: taskOf(task) } : {}),
      ...(programs === undefined ? {} : { programs }),
    },
  };
}

function taskOf(task: NonNullable<DatabaseSettings['alembic']>['task']): MigrationsTask {
  const { container, folder = '.', python = 'python' } = task ?? {};
  return { ...(container === undefined ? {} : { container }), folder, python };
}

function inRds({ instance, cluster }: Pick<DatabaseSettings, 'instance' | 'cluster'>): { readonly rds?: InRds } {
  if (cluster !== undefined) return { rds: { kind: 'cluster', id: cluster } };
  return instance === undefined ? {} : { rds: { kind: 'instance', id: instance } };
}
