// kill -9 of the worker in each activity of a rollback, as recorded histories name them.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestStage } from '../test/support/a-stage.js';
import { takesDatabaseBack } from './asking.js';
import { expectTheCanaryIsBack, expectTheCanaryIsOut } from './canary-in-production.js';
import { expectNoCopyIsLeft, expectTheDatabaseIsSo } from './database-in-production.js';
import { databaseKillCases, inTaskKillCases } from './database-kill-cases.js';
import { named, only, recordedActivities } from './kill-case.js';
import { canaryKillCases, killCases, notStaged } from './kill-cases.js';
import { type Killed, playKills } from './kills.js';
import { stageOf } from './stage-of.js';
import { expectToldOnce } from './told-once.js';
import { expectItIsSo } from './what-is-so.js';

describe.runIf(only === undefined)('a kill', () => {
  it('is tried in every activity of the recorded histories but those that are named with why not', async () => {
    const all = [killCases, canaryKillCases, databaseKillCases, inTaskKillCases].flatMap((cases) =>
      Object.entries(cases),
    );
    const tried = new Set(all.map(([title, each]) => each.in ?? title));
    expect([...tried, ...Object.keys(notStaged)].sort()).toEqual(await recordedActivities());
    for (const [activity, why] of Object.entries(notStaged)) process.stdout.write(`no kill in ${activity}: ${why}\n`);
    expect(Object.keys(notStaged)).toHaveLength(5);
  });
});

const matrix = [
  { of: 'the service', scenario: 'bad-release', cases: named(killCases) },
  { of: 'its canary', scenario: 'canary-bad', cases: named(canaryKillCases) },
  { of: 'the service and its database', scenario: 'bad-migration', cases: named(databaseKillCases) },
  { of: 'the service and its database, by tasks', scenario: 'bad-migration-in-task', cases: named(inTaskKillCases) },
].filter(({ cases }) => cases.length > 0);

describe.each(matrix)('a kill in the rollback of $of', ({ scenario, cases }) => {
  let stage: TestStage;
  let ends: ReadonlyMap<string, Killed | Error> = new Map();

  beforeAll(async () => {
    stage = await stageOf(cases, { scenario, requestsPerSecond: 10 });
    ends = await playKills(stage, cases);
  }, 900_000);
  afterAll(() => stage?.end());

  it.each(cases)('in $title: the next worker ends it the same', async (each) => {
    const { service, outcome = 'ROLLED_BACK', changes = 1 } = each;
    const end = ends.get(service);
    if (end === undefined || end instanceof Error) throw end ?? new Error(`${service} did not end`);
    const { report, waited = '' } = end;
    expect([outcome].flat(), `${waited}; ${report.headline}`).toContain(report.outcome);
    const verdict = each.undoes === true ? 'not verified' : 'recovered';
    if (report.outcome === 'ROLLED_BACK') expect(report.verification.verdict).toBe(verdict);
    if (report.outcome === outcome) expect(await stage.changes(service)).toHaveLength(end.before.changes + changes);
    await expectItIsSo(stage, service, end, Math.max(1, changes));
    if (scenario === 'canary-bad')
      await (each.undoes === true ? expectTheCanaryIsBack : expectTheCanaryIsOut)(stage, service);
    if (takesDatabaseBack(each.request)) await expectTheDatabaseIsSo(stage, service, report);
    if (each.of === 'incident') await expectToldOnce(stage, report);
    expect(stage.stored(service)).toHaveLength(each.undoes === true ? 4 : 2);
  });

  it.runIf(scenario.startsWith('bad-migration'))('leaves no copy of staging behind', () => expectNoCopyIsLeft(stage));
});
