// What a rollback has to be undone with is in its report: the store outlives Temporal's retention.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failure } from '../src/failures.js';
import { type Undone, undoneBy } from '../src/undone.js';
import { parseJson } from './json-fields.js';
import { filesAbout } from './report-store.js';

/** An undo is of one of the last rollbacks. */
const lookedAt = 200;

export const readUndone =
  ({ reports }: { readonly reports: string }) =>
  async (undone: { service: string; environment: string; id: string }): Promise<Undone> => {
    for (const name of (await filesIn(reports, undone)).slice(0, lookedAt)) {
      const found = undoneBy(parseJson(await readFile(join(reports, name), 'utf8').catch(() => '')), undone);
      if (found !== undefined) return found;
    }
    const { service, environment, id } = undone;
    return { found: 'nothing', why: `no report of a rollback ${id} of ${service} ${environment} is in the store` };
  };

/** Newest first. */
async function filesIn(folder: string, undone: { service: string; environment: string; id: string }) {
  try {
    return filesAbout(await readdir(folder), undone).toReversed();
  } catch (error) {
    throw failure('StoreUnavailable', {
      attempted: `Reading the report of ${undone.id} in ${folder}`,
      cameBack: error instanceof Error ? error.message : String(error),
      next: 'Make the folder readable for the worker (RUNBACK_REPORTS), or name the target of the undo',
    });
  }
}
