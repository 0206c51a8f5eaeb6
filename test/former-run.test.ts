import { describe, expect, it } from 'vitest';
import { formerRunOf, goesOnWith } from '../src/former-run.js';
import { aReport } from './support/a-run.js';

const hour = 3_600_000;
const incident = 'incident/prod/applylens-api/applylens-api-prod-124';
const closedAt = '2026-11-23T03:24:00.000Z';
const report = aReport({ incident, times: { acceptedAt: '2026-11-23T03:04:00.000Z', closedAt } });
const former = formerRunOf(report);
if (former === undefined) throw new Error('a report with an incident is a former run');
const leaves = (from: string, now = '2026-11-23T04:00:00.000Z') => ({ from, now, monitor: hour });
const [left, served] = [report.from?.taskDefinition ?? '', report.to?.taskDefinition ?? ''];

describe('a rollback goes on with the incident of another', () => {
  it('that it names, whatever it leaves and however long that is ago', () => {
    expect(goesOnWith(leaves('other:1', '2026-11-29T00:00:00.000Z'), { named: former })).toBe(former);
  });

  it('that closed within the hour, where it leaves what that one left serving, or the same release again', () => {
    expect(goesOnWith(leaves(served), { newest: former })).toBe(former);
    expect(goesOnWith(leaves(left), { newest: former })).toBe(former);
  });

  it.each([
    ['it leaves another release', leaves('other:1')],
    ['the hour is over', leaves(served, '2026-11-23T04:24:00.001Z')],
    ['what it leaves is not known', { now: '2026-11-23T04:00:00.000Z', monitor: hour }],
  ])('but not where %s', (_, run) => {
    expect(goesOnWith(run, { newest: former })).toBeUndefined();
  });

  it('but not where nobody was told of that one', () => {
    expect(formerRunOf(aReport())).toBeUndefined();
  });
});
