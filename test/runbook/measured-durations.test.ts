import { describe, expect, it } from 'vitest';
import { measuredDurations } from '../../src/runbook/measured-durations.js';
import { aReport } from '../support/a-run.js';
import { aDatabaseReport } from '../support/scripted-database.js';

describe('what a rollback took, beside what the runbook gives', () => {
  it('has the parts of a database rollback', () => {
    const times = ['03:00:10', '03:16:10', '03:20:00', '03:20:30'].map((at) => `2026-11-23T${at}.000Z`);
    const [preparingAt = '', preparedAt = '', askedAt = '', doneAt = ''] = times;
    const database = { ...aDatabaseReport, preparingAt, preparedAt, askedAt, doneAt };
    expect(measuredDurations(aReport({ database })).filter(({ part }) => /base|gration/.test(part))).toEqual([
      { part: 'Rehearsal and database backup', tookMs: 960_000, runbook: '10-15 minutes', isLonger: true },
      { part: 'Migration downgrade', tookMs: 30_000, runbook: '2-5 minutes', isLonger: false },
    ]);
  });
});
