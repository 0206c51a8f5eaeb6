import { describe, expect, it } from 'vitest';
import type { CatalogueEntry } from '../../../src/catalogue/entry.js';
import { diagnose } from '../../../src/runbook/troubleshooting-failed-rollbacks/diagnose.js';
import { anEntry } from '../../support/a-situation.js';
import { databaseEntry } from '../../support/scripted-database.js';
import { aTrouble, known, stoppedBy } from './a-trouble.js';

describe('a schema that is not the one that the target expects', () => {
  it('is proposed to be taken back by its own gates, and nothing more', () => {
    const schema = known({ expected: '0017', actual: '0018' });
    const cause = (entry: CatalogueEntry) => diagnose(aTrouble({}, { schema, entry })).causes[0];
    expect(cause(anEntry({ ...databaseEntry }))).toMatchObject({
      carriedOutBy: 'its own gates',
      remedy: expect.stringContaining('decide undo, then start with the database'),
      command: expect.stringMatching(/^runback start applylens-api .* --target-version 1\.2\.2 --database( --act)?$/),
    });
    expect(cause(anEntry())?.command).toBeUndefined();
  });

  it('explains least where the target is proven to run on the newer one', () => {
    const schema = known({ expected: '0017', actual: '0018', fits: "the target's tests passed on the newer schema" });
    const stoppedTasks = known([stoppedBy('Essential container in task exited', { exitCode: 3 })]);
    const [first, second] = diagnose(aTrouble({ stoppedTasks }, { schema })).causes;
    expect(first?.sentence).toBe('v1.2.2 exits by itself with code 3');
    expect(second?.sentence).toMatch(/the database is at 0018, on which it should run: the target's tests passed/);
  });
});
