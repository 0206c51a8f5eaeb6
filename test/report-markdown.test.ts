import { describe, expect, it } from 'vitest';
import type { Report } from '../src/report.js';
import { reportMarkdown } from '../src/report-markdown.js';
import { outcomes } from '../src/vocabulary.js';
import { aCause, aReport, now } from './support/a-situation.js';

const firstSix = (given: Partial<Report> = {}) =>
  reportMarkdown(aReport(given))
    .split('\n')
    .slice(0, 6)
    .map((line) => line.trimEnd());

describe('the first six lines of a report', () => {
  it('say how it ended, what serves, what was changed, what is left to do', () => {
    expect(firstSix()).toEqual([
      'ROLLED_BACK: v1.2.2 serves everything and production recovered',
      'Serving now: 4 of 4 tasks v1.2.2 (:121)',
      'Changed: service applylens-api-prod :124 → :121 at 03:04:10 UTC · circuit breaker rollback off for our deployment · back to v1.2.3: `runback undo applylens-api --env prod`',
      'Not put back: nothing; circuit breaker rollback was restored at 03:11:02 UTC',
      'Next: Find the root cause, fix and re-deploy; the release we left is held',
      'Command: `runback report applylens-api --env prod`',
    ]);
  });

  it('name the likely cause where there is one', () => {
    const lines = firstSix({
      outcome: 'NOT_RECOVERED',
      headline: 'v1.2.2 serves everything, and errors are still 8.9 %',
      diagnosis: { at: now, causes: [aCause()], conclusion: 'v1.2.3 was not it', lookedAt: [] },
      next: {
        sentence: 'or wait for the dependency',
        command: 'runback decide applylens-api --env prod --action proceed',
      },
    });
    expect(lines[0]).toBe('NOT_RECOVERED: v1.2.2 serves everything, and errors are still 8.9 %');
    expect(lines.slice(4)).toEqual([
      'Likely cause: v1.2.2 is answered 503 by https://payments.example; v1.2.3 was not it',
      'Next: `runback decide applylens-api --env prod --action proceed`   or wait for the dependency',
    ]);
  });

  it('say what was not put back', () => {
    const settingsChanged = [{ setting: 'deployment alarms', from: 'on', to: 'off', at: '2026-11-23T03:04:10.000Z' }];
    expect(firstSix({ settingsChanged })[3]).toBe(
      'Not put back: deployment alarms is off, was on: put it back by hand',
    );
  });

  it('say so when nobody could read whether something was changed', () => {
    const times = { acceptedAt: '2026-11-23T03:04:00.000Z' };
    const lines = firstSix({ outcome: 'FAILED_DIRTY', times, serving: [], change: 'asked', settingsChanged: [] });
    expect(lines.slice(1, 3)).toEqual([
      'Serving now: could not be read',
      'Changed: not known: whether UpdateService was applied could not be read · if it was, back to v1.2.3: `runback undo applylens-api --env prod`',
    ]);
  });

  it.each(outcomes)('say in %s how to go back, unless nothing was changed or what was left serves again', (outcome) => {
    const back = 'back to v1.2.3: `runback undo applylens-api --env prod`';
    expect(firstSix({ outcome })[2]).toContain(back);
    expect(firstSix({ outcome, change: 'asked' })[2]).toContain(`if it was, ${back}`);
    expect(firstSix({ outcome, change: 'none' })[2]).not.toContain('undo');
    const { from } = aReport();
    const serving = [{ release: '1.2.3', taskDefinition: from?.taskDefinition ?? '', tasks: 4 }];
    expect(firstSix({ outcome, serving })[2]).not.toContain('undo');
  });

  it('say so when nothing was changed', () => {
    const times = { acceptedAt: '2026-11-23T03:04:00.000Z' };
    const lines = firstSix({
      outcome: 'PLANNED',
      headline: 'Planned only',
      times,
      serving: [],
      change: 'none',
      settingsChanged: [],
      next: { sentence: 'Start it when you want it' },
    });
    expect(lines.slice(1, 4)).toEqual([
      'Serving now: not read; this run changed nothing',
      'Changed: nothing',
      'Not put back: nothing',
    ]);
    expect(lines[5]).toBe('Command: none is needed');
  });
});

describe('a report', () => {
  it('has the times, what was tried, the evidence and what nobody has written yet', () => {
    const text = reportMarkdown(aReport());
    expect(text).toContain('| Alert | 2026-11-23T03:03:58.000Z | −2 s |');
    expect(text).toContain('| Restored: the target alone serves | 2026-11-23T03:09:00.000Z | 5 min |');
    expect(text).toContain(
      '- Method 3: Direct ECS Task Rollback: **claimed**, took 5 min, the runbook expects 12 minutes: 4 of 4 tasks on v1.2.2',
    );
    expect(text).toContain('- Error rate: **passed**, errors 0.1 % (limit < 2 %)');
    expect(text).toContain('- [x] Verify Issue: done automatically, errors 9.8 %');
    expect(text).toContain('- v1.2.3 (:123): its deployment failed on 16 October');
    expect(text).toContain('## Root cause\n\nTo be written by a person.');
  });

  it('has the runbook’s remedies only for a way that failed', () => {
    expect(reportMarkdown(aReport())).not.toContain('## Troubleshooting');
    const failed = aReport().attempts.map((attempt) => ({ ...attempt, result: 'failed' as const }));
    const text = reportMarkdown(aReport({ outcome: 'FAILED_DIRTY', attempts: failed }));
    expect(text).toContain('- Health Checks Fail After Rollback: ECS tasks fail health checks, keep restarting');
    expect(text).toContain('  - Environment variable missing? Check parameter store');
  });

  it('marks what is unproven: a claimed name, an item that is open', () => {
    const text = reportMarkdown(
      aReport({
        approvals: [{ decision: 'approve', at: '2026-11-23T03:04:05.000Z', by: 'dana' }],
        checklist: [{ item: 'backup-plan', title: 'Backup Plan', state: 'not connected' }],
      }),
    );
    expect(text).toContain('- 03:04:05 UTC **approve** by dana (claimed)');
    expect(text).toContain('- [ ] Backup Plan: not connected');
  });

  it('keeps what people wrote on its line and harmless', () => {
    const text = reportMarkdown(aReport({ reason: 'bad\n## Heading <img src=x> `rm` | [link](http://x)\u0000' }));
    expect(text).toContain('- Reason: bad ## Heading \\<img src=x> \\`rm\\` | [link]\\(http://x)\n');
  });

  it('stays within 256 KB and says what was left out', () => {
    const line = { at: '2026-11-23T03:04:00.000Z', text: '語'.repeat(600) };
    const text = reportMarkdown(aReport({ timeline: Array.from({ length: 500 }, () => line) }));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(256 * 1024);
    expect(text).toContain('lines are in the JSON report only');
  });

  it('keeps the first and the newest of a long timeline', () => {
    const timeline = Array.from({ length: 700 }, (_, index) => ({
      at: '2026-11-23T03:04:00.000Z',
      text: `line ${index}.`,
    }));
    const text = reportMarkdown(aReport({ timeline }));
    expect(text).toContain('line 0.');
    expect(text).toContain('… 200 lines are in the JSON report only …');
    expect(text).toContain('line 699.');
  });
});
