import { describe, expect, it } from 'vitest';
import type { NewerMigrations, PreventionFacts } from '../../src/prevention.js';
import { reportMarkdown } from '../../src/report-markdown.js';
import { measuredDurations } from '../../src/runbook/measured-durations.js';
import { newerMigrations } from '../../src/runbook/prevention/database-migrations.js';
import { judgePrevention, type PreventionSeen } from '../../src/runbook/prevention.js';
import { aReport } from '../support/a-run.js';
import { aSituation } from '../support/a-situation.js';
import { anAssessment, aRehearsal } from '../support/scripted-database.js';

const hour = 3_600_000;
const acceptedAt = '2026-11-23T03:04:00.000Z';
const noFacts: PreventionFacts = { staging: { state: 'not connected' }, checkRuns: { state: 'not connected' } };
const nothing: PreventionSeen = {
  facts: noFacts,
  migrations: { state: 'not connected' },
  criteria: [],
  times: { acceptedAt },
};
const { settings } = aSituation().service;
const stayed = (ranMs: number | 'not seen') => ({ state: 'known', value: { environment: 'staging', ranMs } }) as const;
const ran = (total: number, failed: readonly string[] = [], open = 0) =>
  ({ state: 'known', value: { commit: 'abc123', total, failed, open } }) as const;
const shifting = (strategy: string, shift: object) =>
  ({ ...settings, strategy, shift: { bakeTimeInMinutes: 0, pausesAt: [], ...shift } }) as const;
const linear = (stepPercent: number) =>
  shifting('LINEAR', { linearConfiguration: { stepPercent, stepBakeTimeInMinutes: 1 } });
const compared = (
  given: Parameters<typeof anAssessment>[0] = {},
  more: Partial<Parameters<typeof newerMigrations>[1]> = {},
): Pick<PreventionSeen, 'migrations'> => ({
  migrations: { state: 'known', value: newerMigrations(anAssessment(given), { isVouchedFor: false, ...more }) },
});
const notAdditive = { isAdditive: false } as const;
const servedOn = (
  fared: 'well' | 'badly',
  evidence?: string,
): { servedOn: NonNullable<NewerMigrations['servedOn']> } => ({
  servedOn: { release: 'v1.2.2', fared, ...(evidence === undefined ? {} : { evidence }) },
});
const testsBefore = (state: 'passed' | 'failed') => ({
  rehearsal: aRehearsal({ testsBefore: { state, command: 'pytest tests/', lastLines: ['1 failed'], tookMs: 9 } }),
});
const tenThenAll = shifting('CANARY', { canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: 5 } });

describe('the prevention', () => {
  it('is unknown, never guessed, where nothing shows it', () => {
    const judged = judgePrevention(nothing);
    expect(judged).toHaveLength(6);
    expect(judged.every(({ kept }) => kept === 'unknown')).toBe(true);
  });

  it('says that staging and GitHub are asked later, when the run has just closed', () => {
    const judged = judgePrevention({ ...nothing, facts: 'asked later' });
    const asked = judged.filter(({ evidence }) => evidence.includes('is asked once the run has closed'));
    expect(asked.map(({ title, kept }) => [title, kept])).toEqual([
      ['Staging Testing', 'unknown'],
      ['Automated Tests', 'unknown'],
    ]);
  });

  it.each<[string, Partial<PreventionSeen>, 'kept' | 'not kept' | 'unknown', RegExp]>([
    ['Staging Testing', { facts: { ...noFacts, staging: stayed(24 * hour) } }, 'kept', /ran 24 h in staging/],
    ['Staging Testing', { facts: { ...noFacts, staging: stayed(3 * hour) } }, 'not kept', /ran 3 h in staging/],
    ['Staging Testing', { facts: { ...noFacts, staging: stayed('not seen') } }, 'unknown', /not among/],
    [
      'Staging Testing',
      { facts: { ...noFacts, staging: { state: 'unknown', why: 'throttled' } } },
      'unknown',
      /throttled/,
    ],
    ['Canary Deployment', { settings }, 'unknown', /ROLLING shifts no weights/],
    ['Canary Deployment', { settings: linear(10) }, 'kept', /LINEAR 10 % → 20 %/],
    ['Canary Deployment', { settings: linear(50) }, 'not kept', /LINEAR 50 % → 100 %/],
    ['Canary Deployment', { settings: tenThenAll }, 'not kept', /CANARY 10 % → 100 %/],
    ['Canary Deployment', { settings: shifting('BLUE_GREEN', {}) }, 'not kept', /BLUE_GREEN 100 %/],
    ['Canary Deployment', { canaryShare: 0.1 }, 'kept', /with 10 % of the traffic/],
    ['Canary Deployment', { canaryShare: 0.5 }, 'unknown', /not recorded/],
    ['Feature Flags', { criteria: ['flag-did-not-help'] }, 'kept', /did not help/],
    ['Database Migrations', {}, 'unknown', /the catalogue names no migrations of a database/],
    [
      'Database Migrations',
      { migrations: { state: 'unknown', why: 'no clone' } },
      'unknown',
      /could not be compared: no clone/,
    ],
    [
      'Database Migrations',
      compared({ steps: [] }),
      'kept',
      /applylens is at 0018_consent_log: no migration was applied that the target does not know/,
    ],
    ['Database Migrations', compared({ lacks: ['0017_email_thread'] }), 'unknown', /which the database lacks/],
    [
      'Database Migrations',
      compared(),
      'kept',
      /applylens has 0018_consent_log, which the target does not know: the newer migrations only add/,
    ],
    ['Database Migrations', compared(notAdditive, testsBefore('passed')), 'kept', /tests passed on the newer schema/],
    [
      'Database Migrations',
      compared({}, testsBefore('failed')),
      'not kept',
      /tests fail on the newer schema: 1 failed/,
    ],
    [
      'Database Migrations',
      compared({ ...notAdditive, alreadyLost: [{ table: 'notes', rows: null, step: '0018_drop_notes' }] }),
      'unknown',
      /nothing proves that the target runs on the newer schema \(dropped: table notes\)/,
    ],
    [
      'Database Migrations',
      compared(notAdditive, { isVouchedFor: true }),
      'unknown',
      /nothing proves.*only said in the catalogue/,
    ],
    ['Database Migrations', compared(notAdditive, servedOn('well')), 'kept', /v1.2.2 serves on them and was verified/],
    [
      'Database Migrations',
      compared({}, servedOn('badly', 'v1.2.2 expects a column title that the database lacks')),
      'not kept',
      /expects a column title that the database lacks/,
    ],
    ['Automated Tests', { facts: { ...noFacts, checkRuns: ran(3) } }, 'kept', /all 3 check runs of abc123 passed/],
    ['Automated Tests', { facts: { ...noFacts, checkRuns: ran(3, ['unit']) } }, 'not kept', /failed: unit/],
    ['Automated Tests', { facts: { ...noFacts, checkRuns: ran(3, [], 1) } }, 'unknown', /not over/],
    ['Automated Tests', { facts: { ...noFacts, checkRuns: ran(0) } }, 'unknown', /no check run/],
    [
      'Monitoring',
      { onset: '2026-11-23T02:56:00.000Z', times: { acceptedAt, alertAt: '2026-11-23T03:01:00.000Z' } },
      'kept',
      /first breached minute 02:56 UTC → first alert 03:01 UTC \(5 min later\) → no person reported it/,
    ],
    [
      'Monitoring',
      { times: { acceptedAt, alertAt: '2026-11-23T03:05:00.000Z' }, personAt: acceptedAt },
      'not kept',
      /first breached minute is not known/,
    ],
    ['Monitoring', { personAt: acceptedAt }, 'unknown', /no alert reached Runback/],
  ])('%s (%#)', (title, seen, kept, evidence) => {
    const judged = judgePrevention({ ...nothing, ...seen }).find((each) => each.title === title);
    expect(judged).toMatchObject({ kept, evidence: expect.stringMatching(evidence) });
  });

  it('stands in the report with what shows it', () => {
    const prevention = judgePrevention({ ...nothing, facts: { ...noFacts, checkRuns: ran(3, ['unit']) } });
    expect(reportMarkdown(aReport({ prevention }))).toContain(
      '- Automated Tests: Comprehensive test coverage: **not kept**, of 3 check runs of abc123 failed: unit (source: GitHub: check runs of the commit)',
    );
  });
});

describe('the runbook review', () => {
  const report = aReport({
    onset: '2026-11-23T02:56:00.000Z',
    times: {
      alertAt: '2026-11-23T03:01:00.000Z',
      acceptedAt,
      firstChangeAt: '2026-11-23T03:04:10.000Z',
      restoredAt: '2026-11-23T03:09:00.000Z',
      verifiedAt: '2026-11-23T03:24:00.000Z',
    },
    attempts: [
      {
        method: 'ecs-task',
        result: 'claimed',
        reason: 'all tasks',
        startedAt: '2026-11-23T03:04:10.000Z',
        endedAt: '2026-11-23T03:09:00.000Z',
      },
    ],
    runbookReview: "The runbook's review is overdue: it was due on 2025-11-17",
  });

  it('sets the measured durations beside the runbook’s, and names what took longer', () => {
    const text = reportMarkdown(report);
    const section = text.slice(text.indexOf('## Runbook review'), text.indexOf('## Timeline'));
    expect(section).toContain('- Detection: took 5 min, the runbook has <2 minutes: **longer**');
    expect(section).toContain('- Decision: took 10 s, the runbook gives none');
    expect(section).toContain('Method 3: Direct ECS Task Rollback: took 5 min, the runbook has 12 minutes: within');
    expect(section).toContain('- Verification: took 15 min, the runbook has 15-30 minutes: within');
    expect(section).toContain('Longer than the runbook has it: Detection');
    expect(section).toContain('review is overdue');
  });

  it('compares quick time at the runbook’s pace', () => {
    const quick = measuredDurations({ ...report, timeScale: 30 });
    expect(quick.map(({ isLonger }) => isLonger)).toEqual([true, false, true, true]);
  });
});
