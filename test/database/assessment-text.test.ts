import { describe, expect, it } from 'vitest';
import { type Assessment, type AssessmentFacts, assess } from '../../src/database/assessment.js';
import { assessmentLines } from '../../src/database/assessment-text.js';
import { fileLink } from '../../src/database/file-link.js';
import type { PrintedMigration } from '../../src/database/schema-step.js';
import { anAssessment } from '../support/scripted-database.js';

const unproven = { isProven: false, because: 'nothing proves it' };

const linesOf = (downgrade: PrintedMigration, isAsked = true): string[] =>
  assessmentLines(foundFor(downgrade), unproven, isAsked);

function foundFor(downgrade: PrintedMigration, more: Partial<AssessmentFacts> = {}): Assessment {
  const file = 'alembic/versions/0018_x.py';
  const step = { revision: '0018_x', parents: ['0017'], says: '', file, hash: 'f00d', downgrade };
  return assess({
    ...{ database: 'applylens', at: '', filesHash: 'f00d', services: [], losses: [], alsoReached: {} },
    state: {
      ...{ systemIdentifier: '7', database: 'applylens', user: 'owner', isReader: false, isPooled: false },
      ...{ mayCreate: true, revisions: ['0018_x'], fingerprint: 'x', invalidIndexes: [], invalidOn: [] },
    },
    targetHeads: ['0017'],
    path: { heads: ['0018_x'], down: [step], up: [] },
    linkTo: (path, line) => fileLink('https://github.com/leok974/ApplyLens.git', { commit: 'c0ffee', path, line }),
    ...more,
  });
}

describe('what a plan says of a step back', () => {
  it('is what would be run, with a link to the line of its downgrade()', () => {
    const sql = ['DROP TABLE consent_log', 'ALTER TABLE users DROP COLUMN consent_at'];
    const lines = linesOf({ line: 24, source: 'def downgrade(): …', sql });
    expect(lines).toContain(
      '0018_x destructive: it drops table consent_log, column users.consent_at (https://github.com/leok974/ApplyLens/blob/c0ffee/alembic/versions/0018_x.py#L24)',
    );
    expect(lines).toContain('0018_x runs: DROP TABLE consent_log; ALTER TABLE users DROP COLUMN consent_at');
    expect(lines.join('\n')).not.toContain('reads:');
  });

  it('has what its author wrote where that shows in the database only', () => {
    const source = 'def downgrade():\n    if inspect(bind).has_table("x"):\n        op.drop_table("x")';
    const stopped = { why: 'needs-database', line: 25, says: 'inspect' } as const;
    expect(linesOf({ line: 24, source, sql: [], stopped })).toContainEqual(
      expect.stringMatching(/^0018_x reads: def downgrade\(\): if inspect\(bind\).has_table\("x"\): op.drop_table/),
    );
  });

  it('is short where the schema stays as it is', () => {
    expect(linesOf({ line: 24, sql: ['DROP TABLE x'] }, false).join('\n')).not.toContain('runs:');
  });

  it('is first what the upgrade has dropped, and where its values may still be', () => {
    const alreadyLost = [{ table: 'applications', column: 'notes', rows: null, step: '0018_drop_notes' }];
    const lines = (at?: string) => assessmentLines(anAssessment({ alreadyLost }), unproven, true, at);
    const gone =
      'column applications.notes was dropped by 0018_drop_notes: it comes back empty, its values are only in backups older than that';
    expect(lines()[1]).toBe(gone);
    expect(lines('2025-10-17T03:04:05.000Z')[1]).toBe(`${gone} (what is left was deployed at 17 October 03:04 UTC)`);
  });

  it('is refused where tasks would have to run the steps of another release, with both ways out', () => {
    const stepsFrom = { tag: 'prod-v1.2.4', commit: 'c0ffee00c0ffee', unknown: ['0019_y'] };
    const sql = ['DROP TABLE x'];
    const foreign = (runsInTask: boolean) => foundFor({ line: 24, sql }, { stepsFrom, runsInTask }).refusals;
    expect(foreign(false)).toEqual([]);
    expect(foreign(true)).toEqual([
      'the steps are those of prod-v1.2.4, and tasks run those of the release that is left: deploy prod-v1.2.4, or set alembic.runner to local',
    ]);
  });

  it('names the release that has the steps where the one we leave does not know them', () => {
    const stepsFrom = { tag: 'prod-v1.2.4', commit: 'c0ffee00c0ffee', unknown: ['0019_y'] };
    expect(assessmentLines(anAssessment({ stepsFrom }), unproven, true)).toContain(
      'the release that is left does not know 0019_y: the steps are those of prod-v1.2.4 (c0ffee00c0ff)',
    );
  });
});

describe('a link to a file', () => {
  const at = { commit: 'c0ffee', path: 'api/x y.py', line: 3 };
  it.each([
    ['git@github.com:a/b.git', 'https://github.com/a/b/blob/c0ffee/api/x%20y.py#L3'],
    ['ssh://git@gitlab.com/a/b/c', 'https://gitlab.com/a/b/c/-/blob/c0ffee/api/x%20y.py#L3'],
    ['/srv/git/b.git', undefined],
    ['https://git.example/b.git', undefined],
  ])('of %s', (repository, link) => {
    expect(fileLink(repository, at)).toBe(link);
  });
});
