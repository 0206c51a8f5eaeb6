import { describe, expect, it } from 'vitest';
import { closedRun, isReport } from '../src/history.js';
import { isAskedFor, readSince } from '../src/history-query.js';
import { closedLines, openLine } from '../src/history-text.js';
import { aReport, aRequest } from './support/a-run.js';

const now = '2026-11-27T12:00:00.000Z';

describe('a run of the history', () => {
  it('reads: when, what and how it ended; who asked, who approved, what was changed', () => {
    const report = aReport({
      request: aRequest({ requestedBy: 'olga' }),
      approvals: [{ decision: 'approve', by: 'ann', at: '2026-11-23T03:04:08.000Z', identity: 'claimed' }],
    });
    const text = closedLines(closedRun(report)).join('\n');
    expect(text).toMatch(/^2026-11-23 03:\d\d UTC {2}applylens-api prod {2}ROLLED_BACK {2}v1\.2\.2 serves everything/);
    expect(text).toContain('asked: olga, 03:04 UTC, SEV2: 5xx since v1.2.3');
    expect(text).toContain('approved: by ann (claimed), 03:04 UTC');
    expect(text).toMatch(/changed: service applylens-api-prod :124 → :121 at .* · restored after .*, closed after /);
  });

  it('says of a machine what it saw', () => {
    const trigger = { kind: 'alert', name: 'ErrorRateSpike' } as const;
    expect(closedLines(closedRun(aReport({ trigger })))[1]).toContain('asked: alert ErrorRateSpike');
  });

  it('that is open names the command that shows more', () => {
    expect(openLine({ service: 'api', environment: 'prod', startedAt: now })).toBe(
      '2026-11-27 12:00 UTC  api prod  OPEN  runback status api --env prod',
    );
  });
});

describe('what is asked for', () => {
  it.each([
    [{}, true],
    [{ environment: 'prod', service: 'applylens-api', outcome: 'ROLLED_BACK' as const }, true],
    [{ environment: 'staging' }, false],
    [{ service: 'web' }, false],
    [{ outcome: 'ABORTED' as const }, false],
    [{ since: '2026-11-23T00:00:00Z' }, true],
    [{ since: '2026-11-24T00:00:00Z' }, false],
  ])('%j: %s', (query, expected) => {
    expect(isAskedFor(aReport(), { limit: 1, ...query })).toBe(expected);
  });

  it('has no mere plans in it, unless PLANNED is asked for', () => {
    const plan = aReport({ outcome: 'PLANNED', request: aRequest({ planOnly: true }) });
    expect(isAskedFor(plan, { limit: 1 })).toBe(false);
    expect(isAskedFor(plan, { limit: 1, outcome: 'PLANNED' })).toBe(true);
  });

  it.each([
    ['7 days', '2026-11-20T12:00:00.000Z'],
    ['2026-11-23', '2026-11-23T00:00:00.000Z'],
    ['2026-11-23T03:00+01:00', '2026-11-23T02:00:00.000Z'],
    ['yesterday', undefined],
    ['2026-11-23T99:00Z', undefined],
  ])('since %s', (written, expected) => {
    expect(readSince(written, now)).toBe(expected);
  });
});

describe('a report', () => {
  it.each([[null], [{}], [[]], ['text'], [{ ...aReport(), times: {} }], [{ ...aReport(), approvals: 'none' }]])(
    'is not %j',
    (value) => {
      expect(isReport(value)).toBe(false);
    },
  );

  it('is one', () => {
    expect(isReport(JSON.parse(JSON.stringify(aReport())))).toBe(true);
  });
});
