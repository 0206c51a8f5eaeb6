import { describe, expect, it } from 'vitest';
import type { OutageFacts } from '../../src/outage.js';
import type { EscalationInput } from '../../workflows/escalation.js';
import { aSituation } from '../support/a-situation.js';
import { anEntry } from '../support/an-entry.js';
import { commandsAfter } from '../support/commands-after.js';
import { Refused, WrittenHistory } from '../support/written-history.js';

const acceptedAt = '2026-11-23T03:04:00.000Z';
const input: EscalationInput = {
  entry: anEntry(),
  rollback: { workflowId: 'rollback/prod/applylens-api', runId: 'r-1', runKey: 'r-1' },
  requestId: 'r-1',
  acceptedAt,
  escalatesAt: '2026-11-23T03:34:00.000Z',
  reason: '5xx since v1.2.3',
};
const running = { status: 'RUNNING', failingWorkflowTaskAttempts: 0 };

/** So many minutes, in each of which the rollback was seen to run. */
function minutes(count: number, seen: object = running, given: EscalationInput = input): WrittenHistory {
  const history = new WrittenHistory('escalation', given, acceptedAt);
  for (let minute = 1; minute <= count; minute += 1) {
    history.task().timer(60).fires().task().activity('describeRollback', seen);
  }
  return history;
}

const outage: OutageFacts = {
  seenAt: '2026-11-23T03:34:00.000Z',
  errorRate: aSituation().errorRate,
  backups: {
    state: 'known',
    value: { kind: 'instance', id: 'applylens-prod', status: 'available', restorableTo: '2026-11-23T03:30:00.000Z' },
  },
};

/** The page is due, and what it waits for is read. */
const dueAfter = (history: WrittenHistory, seen: unknown = outage): WrittenHistory =>
  history.task().timer(60).fires().task().activity('measureOutage', seen).taskStarted();

const pages = (commands: Awaited<ReturnType<typeof commandsAfter>>) =>
  commands.flatMap((command) => ('activity' in command && command.activity === 'page' ? [command.input] : []));

describe('the escalation, at its true durations', () => {
  it('looks at the rollback from outside each minute', async () => {
    const commands = await commandsAfter(minutes(0).task().timer(60).fires().taskStarted());
    expect(commands).toEqual([
      { timer: 60_000 },
      { activity: 'describeRollback', input: { workflowId: 'rollback/prod/applylens-api', runId: 'r-1' } },
    ]);
  });

  it('does not page at 29 minutes', async () => {
    expect(pages(await commandsAfter(minutes(29).taskStarted()))).toEqual([]);
  });

  it('pages the engineering manager at exactly 30 minutes when traffic is not restored', async () => {
    const commands = await commandsAfter(dueAfter(minutes(29)));
    expect(pages(commands)).toEqual([
      expect.objectContaining({
        action: 'trigger',
        severity: 'critical',
        summary: expect.stringMatching(/not restored after 30 min\. 9\.8 % of requests fail, since 02:57 UTC/),
        details: expect.objectContaining({
          'Consider full outage response': expect.stringMatching(/^9\.8 % of requests fail, since 02:57 UTC/),
          'Evaluate database restore from backup': expect.stringMatching(
            /restored to 03:30 UTC: .*\(4 min\) would be lost/,
          ),
        }),
      }),
    ]);
  });

  it('pages sooner once severity was raised, and never later', async () => {
    const at = (escalatesAt: string) => minutes(10).signal('escalate-at', escalatesAt);
    const due = (history: ReturnType<typeof minutes>) => commandsAfter(dueAfter(history));
    expect(pages(await due(at('2026-11-23T03:15:00.000Z')))).toHaveLength(1);
    const never = await commandsAfter(at('2026-11-23T09:00:00.000Z').taskStarted());
    expect(pages(never)).toEqual([]);
  });

  it('pages all the same when nothing could be read for it, and says so', async () => {
    const commands = await commandsAfter(dueAfter(minutes(29), new Refused('Bug', 'a bug of ours')));
    expect(pages(commands)).toEqual([
      expect.objectContaining({
        summary: expect.stringMatching(/not restored after 30 min\. Asked for/),
        details: expect.objectContaining({
          'Consider full outage response': expect.stringMatching(/^Scope not known: it could not be measured in time/),
        }),
      }),
    ]);
  });

  it('says what the page before could say when the outage cannot be measured any more', async () => {
    const unread: OutageFacts = { ...outage, errorRate: { state: 'unknown', why: 'connection refused' } };
    const known = { ...input, latePages: 1, paged: ['not restored in time'], scope: '9.8 % of requests fail' } as const;
    const commands = await commandsAfter(dueAfter(minutes(44, running, known), unread));
    expect(pages(commands)).toEqual([
      expect.objectContaining({
        details: expect.objectContaining({
          'Consider full outage response': expect.stringContaining(
            'Scope not known: the error rate could not be read: connection refused; last measured: 9.8 % of requests fail;',
          ),
        }),
      }),
    ]);
  });

  it('pages again every fifteen minutes as long as traffic is not restored, as a page of its own', async () => {
    const pagedOnce = { ...input, latePages: 1, paged: ['not restored in time'] } as const;
    expect(pages(await commandsAfter(minutes(44, running, pagedOnce).taskStarted()))).toEqual([]);
    const commands = await commandsAfter(dueAfter(minutes(44, running, pagedOnce)));
    expect(pages(commands)).toEqual([
      expect.objectContaining({
        dedupKey: 'runback/rollback/prod/applylens-api/r-1/not-restored-in-time/2',
        summary: expect.stringMatching(/not restored after 45 min/),
      }),
    ]);
  });

  it('drops the page where traffic was restored while the outage was measured', async () => {
    const history = minutes(29).task().timer(60).fires().task();
    const measuring = history.scheduled('measureOutage');
    history.signal('restored', '2026-11-23T03:34:02.000Z').task().ended(measuring, outage);
    const commands = await commandsAfter(history.taskStarted());
    expect(pages(commands)).toEqual([]);
    expect(commands).toContainEqual({
      signal: 'escalated',
      value: expect.stringMatching(/was not paged \(not restored in time\): it was over/),
    });
  });

  it('does not page for lateness once it was told that traffic is restored', async () => {
    const history = minutes(10).signal('restored', '2026-11-23T03:14:00.000Z').task();
    for (let minute = 11; minute <= 30; minute += 1)
      history.timer(60).fires().task().activity('describeRollback', running).task();
    expect(pages(await commandsAfter(history.timer(60).fires().taskStarted()))).toEqual([]);
  });

  it('ends when the rollback closed with a report', async () => {
    const commands = await commandsAfter(minutes(3).signal('closed', 'ROLLED_BACK').taskStarted());
    expect(pages(commands)).toEqual([]);
  });

  it('resolves its pages by the report where it was not told that the rollback closed', async () => {
    const tried = ['runback/rollback/prod/applylens-api/r-1/not-restored-in-time'];
    const paged = { ...input, latePages: 1, paged: ['not restored in time'], tried } as const;
    const seen = { status: 'COMPLETED', failingWorkflowTaskAttempts: 0, outcome: 'ROLLED_BACK' };
    expect(pages(await commandsAfter(minutes(1, seen, paged).taskStarted()))).toEqual([
      expect.objectContaining({
        action: 'resolve',
        dedupKey: 'runback/rollback/prod/applylens-api/r-1/not-restored-in-time',
      }),
    ]);
  });

  it('leaves its pages open where the report says that production is not well', async () => {
    const paged = { ...input, latePages: 1, paged: ['not restored in time'] } as const;
    const seen = { status: 'COMPLETED', failingWorkflowTaskAttempts: 0, outcome: 'NOT_RECOVERED' };
    expect(pages(await commandsAfter(minutes(1, seen, paged).taskStarted()))).toEqual([]);
  });

  it.each([
    ['TERMINATED', 'ended without a report'],
    ['FAILED', 'ended without a report'],
    ['NOT_FOUND', 'ended without a report'],
  ])('pages at once when the rollback is seen as %s without a report', async (status, words) => {
    const gone = minutes(1, { status, failingWorkflowTaskAttempts: 0 });
    const commands = await commandsAfter(gone.task().activity('measureOutage', outage).taskStarted());
    expect(pages(commands)).toEqual([expect.objectContaining({ summary: expect.stringContaining(words) })]);
  });

  it('pages at once when a workflow task of the rollback keeps failing', async () => {
    const failing = minutes(1, { ...running, failingWorkflowTaskAttempts: 3 });
    const commands = await commandsAfter(failing.task().activity('measureOutage', outage).taskStarted());
    expect(pages(commands)).toEqual([
      expect.objectContaining({ summary: expect.stringMatching(/workflow task keeps failing/) }),
    ]);
  });

  it('does not page for a workflow task that failed once', async () => {
    expect(
      pages(await commandsAfter(minutes(1, { ...running, failingWorkflowTaskAttempts: 2 }).taskStarted())),
    ).toEqual([]);
  });
});
