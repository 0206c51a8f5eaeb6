import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSchemaState } from '../../activities/database/schema-state.js';
import { assess } from '../../src/database/assessment.js';
import type { SchemaState } from '../../src/database/schema-state.js';
import { type ADatabase, type AlembicProject, anAlembicProject, asked, stepsTo } from './an-alembic-project.js';

let project: AlembicProject;
beforeAll(async () => {
  project = await anAlembicProject();
});
afterAll(() => project.close());

async function refusals(
  reference: ADatabase['reference'],
  targetHeads: readonly string[],
  seen: Partial<SchemaState> = {},
): Promise<readonly string[]> {
  const state = { ...(await readSchemaState(reference, asked)), ...seen };
  const folder = await project.folderAt('0018_email_importance', '0018_salary');
  const path = await stepsTo(folder, state.revisions ?? [], targetHeads);
  const facts = { database: 'applylens', at: new Date().toISOString(), filesHash: 'f00d', services: [], losses: [] };
  return assess({ ...facts, state, targetHeads, path, alsoReached: {} }).refusals;
}

describe('a schema is not taken back', () => {
  it('where the database has no alembic_version', async () => {
    const { reference } = await project.aDatabase();
    expect(await refusals(reference, [])).toEqual([expect.stringMatching(/has no table alembic_version/)]);
  });

  it('to a release of two heads, unless one is named', async () => {
    const { reference } = await project.databaseAt('0017_email_thread');
    expect(await refusals(reference, ['0018_email_importance', '0018_salary'])).toContainEqual(
      expect.stringMatching(/several heads \(0018_email_importance, 0018_salary\): name one/),
    );
  });

  it('to a revision that the database is behind', async () => {
    const { reference } = await project.databaseAt('0017_email_thread');
    expect(await refusals(reference, ['0018_salary'])).toEqual([expect.stringMatching(/it lacks 0018_salary/)]);
  });

  it.each([
    [
      'by a user who may only read',
      { user: 'bi', mayCreate: false },
      'bi may not change the schema; give the URL of its owner',
    ],
    ['at a reader', { isReader: true }, 'the URL leads to a reader, which takes no change; give the writer’s'],
  ])('%s', async (_, seen, why) => {
    const { reference } = await project.databaseAt('0017_email_thread');
    expect(await refusals(reference, ['0016_status_is_known'], seen)).toEqual([why]);
  });
});

describe('a URL', () => {
  it.each<[string, (url: string) => string, RegExp]>([
    [
      'of a database that is not there',
      (url) => url.replace(/\/[^/]*$/, '/nowhere'),
      /database "nowhere" does not exist/,
    ],
    ['with a wrong password', (url) => url.replace(/:[^:@/]*@/, ':wrong@'), /password authentication failed/],
    ['of a port where nobody listens', (url) => url.replace(/:\d+\//, ':1/'), /ECONNREFUSED/],
    ['of another kind', (url) => url.replace('postgresql:', 'mysql:'), /no postgresql:\/\/ URL/],
  ])('%s is refused with a sentence', async (_, wrong, why) => {
    const { url } = await project.databaseAt('0017_email_thread');
    process.env.RUNBACK_TEST_WRONG = wrong(url);
    await expect(readSchemaState({ url: 'env:RUNBACK_TEST_WRONG' }, asked)).rejects.toThrow(why);
  });
});
