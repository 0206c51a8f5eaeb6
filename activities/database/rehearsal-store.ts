// Rehearsals are kept: production goes the way that was rehearsed, and no other.
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bound, Rehearsal } from '../../src/database/rehearsal.js';
import { failure } from '../../src/failures.js';
import type { StoredRehearsal } from './assess.js';
import type { Migrated } from './migrated.js';

/** One file for each database, both ends and the files between; a newer rehearsal of the same replaces it. */
export async function keepRehearsal(reports: string, rehearsal: Rehearsal): Promise<void> {
  const file = fileOf(reports, rehearsal.database, rehearsal);
  try {
    await mkdir(join(reports, 'rehearsals'), { recursive: true });
    const draft = `${file}.${randomUUID()}`;
    await writeFile(draft, `${JSON.stringify(rehearsal, null, 2)}\n`, { mode: 0o600 });
    await rename(draft, file);
  } catch (error) {
    throw failure('StoreUnavailable', {
      attempted: `Storing the rehearsal of ${rehearsal.database}`,
      cameBack: error instanceof Error ? error.message : String(error),
      next: 'Make the folder writable for the worker (RUNBACK_REPORTS); Runback tries again by itself',
    });
  }
}

export async function rehearsalOf(reports: string, database: string, bound: Bound): Promise<Rehearsal | undefined> {
  const text = await readFile(fileOf(reports, database, bound), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Rehearsal);
}

/** As `rehearsalOf`, with whether it counts still. */
export async function storedRehearsal(
  reports: string,
  { name, migrations }: Migrated,
  bound: Bound,
): Promise<StoredRehearsal | undefined> {
  const rehearsal = await rehearsalOf(reports, name, bound);
  if (rehearsal === undefined) return undefined;
  return { rehearsal, isRecent: Date.now() - Date.parse(rehearsal.at) <= migrations.rehearsalExpiresAfter };
}

function fileOf(reports: string, database: string, { from, to, filesHash }: Bound): string {
  const path = JSON.stringify([[...from].sort(), [...to].sort(), filesHash]);
  const key = createHash('sha256').update(path).digest('hex').slice(0, 24);
  return join(reports, 'rehearsals', `${database.replaceAll(/[^\w.-]/g, '_')}-${key}.json`);
}
