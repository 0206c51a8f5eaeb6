// What the store knows of the rollbacks before: whether people are told of one incident or of two.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failure } from '../src/failures.js';
import { type FormerRuns, formerRunOf, isRollbackOf } from '../src/former-run.js';
import { parseJson } from './json-fields.js';
import { filesAbout } from './report-store.js';

/** A rollback goes on with one of the last. */
const lookedAt = 200;

interface Asked {
  readonly service: string;
  readonly environment: string;
  /** Id of the rollback that is reopened or undone. */
  readonly id?: string;
}

/** A folder that is not there yet has none. Fails with StoreUnavailable. */
export const readFormerRuns =
  ({ reports }: { readonly reports: string }) =>
  async (asked: Asked): Promise<FormerRuns> => {
    let newest: unknown;
    for (const name of await newestFirst(reports, asked)) {
      const stored = parseJson(await readFile(join(reports, name), 'utf8').catch(() => ''));
      if (!isRollbackOf(stored, asked)) continue;
      newest ??= stored;
      if (asked.id === undefined) break;
      if (stored.id === asked.id) return found(stored, newest);
    }
    return found(undefined, newest);
  };

function found(named: unknown, newest: unknown): FormerRuns {
  const [one, other] = [formerRunOf(named), formerRunOf(newest)];
  return { ...(one === undefined ? {} : { named: one }), ...(other === undefined ? {} : { newest: other }) };
}

async function newestFirst(folder: string, { id = '', ...of }: Asked): Promise<readonly string[]> {
  try {
    return filesAbout(await readdir(folder), { id, ...of })
      .toReversed()
      .slice(0, lookedAt);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw failure('StoreUnavailable', {
      attempted: `Reading the last rollbacks of ${of.service} ${of.environment} in ${folder}`,
      cameBack: error instanceof Error ? error.message : String(error),
      next: 'Make the folder readable for the worker (RUNBACK_REPORTS)',
    });
  }
}
