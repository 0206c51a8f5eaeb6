import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { downgrade } from '../../activities/database/downgrade.js';
import { readSchemaState } from '../../activities/database/schema-state.js';
import { assess } from '../../src/database/assessment.js';
import { type AlembicProject, anAlembicProject, asked, stepsTo } from './an-alembic-project.js';
import { orderFor, prepared, rehearsed } from './prepared.js';

let project: AlembicProject;
beforeAll(async () => {
  project = await anAlembicProject();
});
afterAll(() => project.close());

/** What assess makes of a database: nothing is read but its schema and the folder. */
async function assessed(reference: { readonly url: string }, folder: string, target: string) {
  const state = await readSchemaState(reference, asked);
  const path = await stepsTo(folder, state.revisions ?? [], [target]);
  const facts = { database: 'applylens', at: new Date().toISOString(), filesHash: 'f00d', services: [], losses: [] };
  return assess({ ...facts, state, targetHeads: [target], path, alsoReached: {} });
}

describe('a forward migration of several steps that stopped half way', () => {
  it('is taken back from where it is, though production is at the heads of neither release', async () => {
    const half = ['0015_reminders'];
    const steps = ['0015_reminders', '0014_search_vector', '0013_application_email'];
    const staging = await prepared(project, '0018_consent_log', '0012_encrypted_tokens', { from: half, steps });
    const database = await project.databaseAt('0015_reminders');
    const production = { ...staging, database, steps };
    expect(await assessed(database.reference, staging.folder, '0012_encrypted_tokens')).toMatchObject({
      from: half,
      refusals: [],
    });
    const order = await orderFor(production, await rehearsed(staging));
    expect(await downgrade(order)).toMatchObject({ standing: { state: 'on the path', done: 3 } });
    const fresh = await project.databaseAt('0012_encrypted_tokens');
    const [now, wanted] = await Promise.all(
      [database, fresh].map(({ reference }) => readSchemaState(reference, asked)),
    );
    expect(now).toMatchObject({ revisions: ['0012_encrypted_tokens'], fingerprint: wanted?.fingerprint });
  });

  it('is taken back from several heads', async () => {
    const heads = ['0018_email_importance', '0018_salary'];
    const database = await project.aDatabase();
    const folder = await project.folderAt(...heads);
    await database.upgradeTo(folder, ...heads);
    const { from, steps, refusals } = await assessed(database.reference, folder, '0017_email_thread');
    expect([from, steps.map(({ revision }) => revision).sort(), refusals]).toEqual([heads, heads, []]);
  });

  it('is refused with both ways out where it left an INVALID index on a table of the way back', async () => {
    const database = await project.databaseAt('0017_email_thread');
    const folder = await project.folderAt('0018_unique_subject');
    await database.run(
      `insert into users (email) values ('a'); insert into emails (user_id, subject, sender_domain) select id, 's', 'contoso.example' from users, generate_series(1, 2)`,
    );
    await database.upgradeTo(folder, '0018_unique_subject').catch(() => undefined);
    const { refusals, invalidIndexes } = await assessed(database.reference, folder, '0016_status_is_known');
    expect(invalidIndexes).toEqual(['ux_emails_subject']);
    expect(refusals).toEqual([
      expect.stringMatching(/either drop it \(DROP INDEX CONCURRENTLY ux_emails_subject\) and retry, or finish/),
    ]);
    const { refusals: none } = await assessed(database.reference, folder, '0017_email_thread');
    expect(none).toEqual([]);
  });
});
