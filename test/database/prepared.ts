// A database at a revision, and all that it takes to rehearse and to walk the way back from there.
import { readingFrom } from '../../activities/database/connection.js';
import { type DowngradeOrder, waypoints } from '../../activities/database/downgrade.js';
import { type RehearsalOrder, rehearse } from '../../activities/database/rehearse.js';
import { readCatalogue, readSchemaState } from '../../activities/database/schema-state.js';
import type { Rehearsal } from '../../src/database/rehearsal.js';
import {
  type ADatabase,
  type AlembicProject,
  asked,
  aWalk,
  programs,
  python,
  signal,
  stepsTo,
} from './an-alembic-project.js';

export interface Prepared {
  readonly database: ADatabase;
  readonly folder: string;
  readonly target: string;
  readonly steps: readonly string[];
  readonly order: Omit<RehearsalOrder, 'staging'>;
}

/** A database at `from`, to be taken back to `to`. */
export async function prepared(
  project: AlembicProject,
  from: string,
  to: string,
  given: Partial<RehearsalOrder> = {},
): Promise<Prepared> {
  const [database, folder, target] = await Promise.all([
    project.databaseAt(from),
    project.folderAt(from),
    project.folderAt(to),
  ]);
  const steps = (await stepsTo(folder, [from], [to])).down.map(({ revision }) => revision);
  const order = {
    ...{ database: 'applylens', folder, targetFolder: target, python, urlVariable: 'DATABASE_URL', steps, signal },
    ...{ from: [from], to: [to], filesHash: 'f00d', transactions: 'one' as const, testsWithinMs: 10_000 },
    key: folder.replaceAll(/\W/g, '').slice(-16),
    now: () => new Date().toISOString(),
    onSaid: () => undefined,
    ...given,
  };
  return { database, folder, target, steps, order };
}

export const rehearsed = ({ database, order }: Prepared): Promise<Rehearsal> =>
  rehearse({ ...order, staging: { url: database.reference.url, ...(programs === undefined ? {} : { programs }) } });

export async function orderFor(
  given: Prepared,
  rehearsal: Rehearsal,
  more: Partial<DowngradeOrder['walk']> = {},
): Promise<DowngradeOrder> {
  const before = await readingFrom(given.database.reference, asked, readCatalogue);
  return {
    place: { ...given.database.reference, name: 'applylens' },
    systemIdentifier: (await readSchemaState(given.database.reference, asked)).systemIdentifier,
    walk: aWalk(given.database.url, given.folder, { transactions: rehearsal.transactions, ...more }),
    path: waypoints(rehearsal.from, before, rehearsal.steps),
    steps: given.steps,
    reaches: ['users', 'emails'],
    onProgress: () => undefined,
  };
}
