// What a database activity takes from the catalogue and from a release; what is missing there is a sentence.
import { fileURLToPath } from 'node:url';
import type { DatabaseEntry } from '../../src/catalogue/database-entry.js';
import type { CatalogueEntry } from '../../src/catalogue/entry.js';
import type { MigrationsEntry } from '../../src/catalogue/migrations-entry.js';
import type { Assessment } from '../../src/database/assessment.js';
import { failure } from '../../src/failures.js';
import type { ReleaseName } from '../../src/rollback.js';

export type Migrated = DatabaseEntry & { readonly migrations: MigrationsEntry & { readonly python: string } };

const ownPython = fileURLToPath(new URL('../../.venv/bin/python', import.meta.url));

export function migratedOf({ service, database }: CatalogueEntry): Migrated {
  if (database?.migrations !== undefined)
    return { ...database, migrations: { ...database.migrations, python: database.migrations.python ?? ownPython } };
  throw failure('MigrationsRefused', {
    attempted: `Reading the migrations of ${service}`,
    cameBack: 'the catalogue names no repository of them',
    next: 'Set databases › alembic › repository in the catalogue',
    heading: 'Assess Migration Impact',
  });
}

/** Where the worker itself reaches it. */
export function reachedHere({ name, url }: Pick<Migrated, 'name' | 'url'>): { readonly url: string } {
  if (url !== undefined) return { url };
  throw failure('MigrationsRefused', {
    attempted: `Asking the database ${name} from the worker`,
    cameBack: 'the catalogue names no URL of it',
    next: 'Set databases › url, or alembic › runner: ecs-task',
    heading: 'Database Rollback',
  });
}

export function commitOf({ commit, taskDefinition }: ReleaseName): string {
  if (commit !== undefined) return commit;
  throw failure('MigrationsRefused', {
    attempted: `Reading the migrations of ${taskDefinition}`,
    cameBack: 'the release does not say its commit',
    next: 'Give release.commit in the catalogue',
    heading: 'Assess Migration Impact',
  });
}

/** Whose folder has the steps back: of the release that is left, or of one that it does not know. */
export const stepsCommit = ({ stepsFrom }: Pick<Assessment, 'stepsFrom'>, from: ReleaseName): string =>
  stepsFrom?.commit ?? commitOf(from);

/** @param cameBack where the URL leads, and where it should */
export const anotherDatabase = ({ name, url }: Pick<Migrated, 'name' | 'url'>, cameBack: string) =>
  failure('MigrationsRefused', {
    attempted: `Looking whether ${url ?? "the task's URL"} is the database ${name} that is meant`,
    cameBack,
    next: 'Nothing was changed. Correct the URL or the catalogue; a tunnel or proxy is named by reachedBy of the database',
    heading: 'Database Rollback',
  });

export const notRehearsed = (database: string) =>
  failure('MigrationsRefused', {
    attempted: `Going the rehearsed way in ${database}`,
    cameBack: 'there is no rehearsal of it, or no staging to rehearse on',
    next: 'Rehearse it first: runback rehearse',
    heading: 'Test Downgrade (Staging First!)',
  });
