import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Report } from '../src/report.js';
import { withinBounds } from '../src/report-bounds.js';
import type { TimelineEntry } from '../src/rollback.js';
import { stateCard } from '../src/state-card.js';
import type { Status } from '../src/status.js';
import { aCause, aReport, aRequest, aStatus, now } from './support/a-situation.js';

const most = 256 * 1_024;
const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
const lines = (count: number, text = 'x'.repeat(600)): TimelineEntry[] =>
  Array.from({ length: count }, (_, index) => ({ at: now, text: `${index} ${text}`, by: 'ann' }));

/** Short, or as long and as costly in JSON as a text can be. */
const aText = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.constantFrom('x', '€', '"', '\u0000', '\ud800', '😀').map((character) => character.repeat(4_000)),
);
const many = <T>(each: fc.Arbitrary<T>, maxLength = 120) => fc.array(each, { maxLength, size: 'max' });
const aTime = fc.constant(now);
const anEntryOfTimeline = fc.record({ at: aTime, text: aText, by: aText });
const aRelease = fc.record({ version: aText, commit: aText, tag: aText, taskDefinition: aText });
const told = {
  service: aText,
  environment: aText,
  from: aRelease,
  to: aRelease,
  checklist: many(
    fc.record({
      item: fc.constant('backup-plan' as const),
      title: aText,
      state: fc.constant('done' as const),
      by: aText,
      evidence: aText,
    }),
  ),
  approvals: many(fc.record({ decision: fc.constant('approve' as const), at: aTime, by: aText, comment: aText })),
  attempts: many(
    fc.record({
      method: fc.constant('ecs-task' as const),
      result: fc.constant('failed' as const),
      reason: aText,
      startedAt: aTime,
      endedAt: aTime,
    }),
  ),
  serving: many(fc.record({ release: aText, taskDefinition: aText, tasks: fc.nat() })),
  timeline: many(anEntryOfTimeline, 600),
  request: fc.record({ reason: aText, impact: aText, group: aText, undoes: aText, reopens: aText }).map(aRequest),
};
const few = <T>(one: fc.Arbitrary<T>) => fc.array(one, { maxLength: 6 });
const aCauseOfTexts = fc.record({ sentence: aText, evidence: few(aText), remedy: aText, command: aText }).map(aCause);
const aSource = fc.record({ source: aText, state: fc.constant('read' as const), found: aText });
const anyReport: fc.Arbitrary<Report> = fc
  .record({
    ...told,
    headline: aText,
    diagnosis: fc.record({ at: aTime, causes: few(aCauseOfTexts), conclusion: aText, lookedAt: few(aSource) }),
    reason: aText,
    trigger: fc.record({ kind: fc.constant('alert' as const), name: aText, summary: aText, url: aText }),
    passedOver: many(aText),
    notConnected: many(aText),
    escalations: many(anEntryOfTimeline),
    verification: fc.record({
      verdict: fc.constant('recovered' as const),
      checks: many(fc.record({ name: aText, verdict: fc.constant('passed' as const), evidence: aText })),
    }),
    settingsChanged: many(fc.record({ setting: aText, from: aText, to: aText, at: aTime })),
    next: fc.record({ sentence: aText, command: aText }),
  })
  .map(aReport);
const anyStatus: fc.Arbitrary<Status> = fc
  .record({ ...told, doing: aText, because: aText, wrongNow: aText, told: many(aText), escalated: aText })
  .map(aStatus);

/** Names and kinds of the fields; lists may be shorter. */
const shapeOf = (value: unknown): unknown => {
  if (Array.isArray(value)) return 'a list';
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shapeOf(each)]));
};

describe('what a run tells of itself', () => {
  it('is below 256 KB and has all its fields, whatever happened', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(fc.oneof(anyReport, anyStatus), (whole: Report | Status) => {
        const bounded = withinBounds<Report | Status>(whole);
        expect(bytesOf(bounded)).toBeLessThanOrEqual(most);
        expect(bounded.timeline.length).toBeLessThanOrEqual(500);
        expect(shapeOf(bounded)).toEqual(shapeOf(whole));
      }),
      { numRuns: 40 },
    );
  });

  it('is left as it is where it fits', () => {
    const small = aReport({ timeline: lines(300, 'short') });
    expect(withinBounds(small)).toEqual(small);
  });

  it('loses the middle of its timeline first, and says how much', () => {
    const { timeline, ...rest } = withinBounds(aReport({ timeline: lines(500) }));
    expect(rest).toMatchObject({ headline: aReport().headline, attempts: aReport().attempts });
    expect([timeline[0]?.text, timeline.at(-1)?.text]).toEqual([lines(1)[0]?.text, lines(500).at(-1)?.text]);
    const left = 500 - (timeline.length - 1);
    expect(left).toBeGreaterThan(0);
    expect(timeline.map(({ text }) => text)).toContain(`… ${left} lines were left out here …`);
  });

  it('has at most 500 lines of timeline, however short they are', () => {
    const { timeline } = withinBounds(aReport({ timeline: lines(501, '') }));
    expect(timeline).toHaveLength(500);
    expect(timeline.map(({ text }) => text)).toContain('… 2 lines were left out here …');
  });

  it('has its long evidence cut when the timeline alone does not make room, and says to what', () => {
    const evidence = 'e'.repeat(4_000);
    const checks = Array.from({ length: 100 }, () => ({ name: 'Smoke', verdict: 'failed' as const, evidence }));
    const whole = aReport({ verification: { verdict: 'not recovered', checks }, timeline: lines(60) });
    const { verification, timeline } = withinBounds(whole);
    expect(verification.checks).toHaveLength(100);
    expect(verification.checks[0]?.evidence.length).toBe(1_000);
    expect(timeline.at(-1)?.text).toContain('texts were cut to 1000 characters');
  });
});

describe('the card', () => {
  it('is below 20 KB, whatever was written into it', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(anyStatus, (status) => {
        expect(Buffer.byteLength(stateCard(status, now).join('\n'))).toBeLessThanOrEqual(20_000);
      }),
      { numRuns: 40 },
    );
  });
});
