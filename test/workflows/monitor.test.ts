import { describe, expect, it } from 'vitest';
import type { MonitorEnd, MonitorInput } from '../../workflows/monitor.js';
import { anEntry, arn, aSeries, aSituation, troubled } from '../support/a-situation.js';
import { type Command, commandsAfter } from '../support/commands-after.js';
import { Refused, WrittenHistory } from '../support/written-history.js';

const restoredAt = '2026-11-23T03:14:00.000Z';
const input: MonitorInput = {
  entry: anEntry(),
  rollback: { workflowId: 'rollback/prod/applylens-api', runId: 'r-1', runKey: 'r-1' },
  taskDefinition: arn(121),
  left: arn(124),
  restoredAt,
  until: '2026-11-23T04:14:00.000Z',
};
const serving = (taskDefinition: string) => ({ service: { ...aSituation().service, taskDefinition }, serving: [] });
const rate = (now: typeof troubled) => ({ state: 'known', value: { now, beforeDeployment: 0.001 } });
const quiet = rate(aSeries([0.001, 0.001, 0.002, 0.001, 0.001]));
const denied = new Refused('AwsAccessDenied', 'DescribeServices: access denied');
const throttled = new Refused('AwsThrottled', 'DescribeServices: rate exceeded');

interface Minute {
  readonly service?: unknown;
  readonly errorRate?: unknown;
}

const minute = (history: WrittenHistory, { service = serving(arn(121)), errorRate = quiet }: Minute = {}) =>
  history.task().timer(60).fires().task().activities(['readServing', service], ['measureErrorRate', errorRate]);

const minutes = (count: number, seen: Minute = {}, history = new WrittenHistory('monitor', input, restoredAt)) => {
  for (let each = 1; each <= count; each += 1) minute(history, seen);
  return history;
};

const whatComes = (history: WrittenHistory) => commandsAfter(history.taskStarted());
const pagesIn = (commands: readonly Command[]) =>
  commands.flatMap((command) => ('activity' in command && command.activity === 'page' ? [command.input] : []));
const endIn = (commands: readonly Command[]) =>
  commands.flatMap((command) => ('end' in command ? [command.end as MonitorEnd] : []))[0];
const carriedIn = (commands: readonly Command[]) =>
  commands.flatMap((command) => ('continueAsNew' in command ? [command.continueAsNew as MonitorInput] : []))[0];
const paged = { at: restoredAt };

describe('the monitor, at its true durations', () => {
  it('looks again a minute after a quiet minute', async () => {
    expect((await whatComes(minutes(1))).at(-1)).toEqual({ timer: 60_000 });
  });

  it('ends quietly after the hour when nothing happened, on fewer than a thousand events', async () => {
    const history = minutes(60);
    const commands = await whatComes(history);
    expect(commands.filter((command) => 'timer' in command)).toHaveLength(60);
    expect(pagesIn(commands)).toEqual([]);
    expect(endIn(commands)).toMatchObject({ end: 'quiet', at: input.until });
    expect(history.events.length).toBeLessThan(1_000);
  });

  it('ends with a newer deployment, without a page', async () => {
    const commands = await whatComes(minute(minutes(1), { service: serving(arn(125)) }));
    expect(pagesIn(commands)).toEqual([]);
    expect(endIn(commands)?.end).toBe('newer deployment');
  });

  it('pages when the release that the rollback left is deployed again', async () => {
    const history = minute(minutes(1), { service: serving(arn(124)) });
    const commands = await whatComes(history.task().activity('page', paged));
    expect(pagesIn(commands)).toEqual([
      expect.objectContaining({ summary: expect.stringMatching(/got the release back .*applylens-api-prod:124/) }),
    ]);
    expect(endIn(commands)?.end).toBe('the release we left was deployed again');
  });

  it('pages when the trouble is back, and ends when the page is out', async () => {
    const history = minute(minutes(4), { errorRate: rate(troubled) }).task();
    const commands = await whatComes(history.activity('page', paged));
    expect(pagesIn(commands)).toEqual([
      expect.objectContaining({
        action: 'trigger',
        summary: expect.stringMatching(/in trouble again after its rollback: errors 9\.8 %/),
      }),
    ]);
    expect(endIn(commands)?.end).toBe('trouble again');
  });

  it('does not page for minutes that lie before restored', async () => {
    const commands = await whatComes(minutes(4, { errorRate: rate(troubled) }));
    expect(pagesIn(commands)).toEqual([]);
    expect(commands.at(-1)).toEqual({ timer: 60_000 });
  });
});

describe('a monitor that cannot look', () => {
  it('pages once when a read is denied, and goes on looking', async () => {
    const history = minutes(1, { service: denied }).task();
    const page = history.scheduled('page');
    history.timer(60).ended(page, paged).task().fires().task();
    history.activities(['readServing', denied], ['measureErrorRate', quiet]);
    const commands = await whatComes(minute(history, { service: denied }));
    expect(pagesIn(commands)).toEqual([
      expect.objectContaining({
        dedupKey: 'runback/rollback/prod/applylens-api/r-1/monitor/could-not-watch',
        summary: expect.stringMatching(/cannot be watched after its rollback: DescribeServices: access denied\. Mend/),
      }),
    ]);
    expect(commands.at(-1)).toEqual({ timer: 60_000 });
  });

  it('does not page before the fifth look in a row that could not be taken', async () => {
    const four = minutes(4, { service: throttled });
    expect(pagesIn(await whatComes(minutes(4, { service: throttled }, minute(four))))).toEqual([]);
  });

  it('pages after five looks in a row that could not be taken', async () => {
    const silent = { state: 'unknown', why: 'Prometheus did not answer' };
    const commands = await whatComes(minutes(5, { errorRate: silent }));
    expect(pagesIn(commands)).toHaveLength(1);
  });

  it('says that it could not watch, never quiet, when it did not see for most of the hour', async () => {
    const nobodyToPage = { ...input, entry: { ...input.entry, paging: undefined } };
    const history = new WrittenHistory('monitor', nobodyToPage, restoredAt);
    const end = endIn(await whatComes(minutes(31, { service: throttled }, minutes(29, {}, history))));
    expect(end?.end).toBe('could not watch');
    expect(end?.notes.join('\n')).toMatch(/could not look: DescribeServices: rate exceeded[^]*could not look 31 times/);
  });

  it('looks at least once before it ends', async () => {
    const late = new WrittenHistory('monitor', input, '2026-11-23T04:20:00.000Z');
    expect((await whatComes(late)).at(-1)).toEqual({ timer: 1 });
  });
});

describe('the history of a monitor', () => {
  /** Each answer wakes the workflow by itself, as slow answers do: the most events that a minute can make. */
  const slowMinute = (history: WrittenHistory) => {
    history.task().timer(60).fires().task();
    const service = history.scheduled('readServing');
    const errorRate = history.scheduled('measureErrorRate');
    return history
      .ended(service, serving(arn(121)))
      .task()
      .ended(errorRate, quiet);
  };

  it('is cut below a thousand events, and what was seen is carried on', async () => {
    const history = new WrittenHistory('monitor', input, '2026-11-23T03:20:00.000Z').signal('alert', {
      source: 'alertmanager',
      name: 'ErrorRateSpike',
      status: 'firing',
    });
    let looks = 0;
    while (history.events.length < 899) {
      slowMinute(history);
      looks += 1;
    }
    const carried = carriedIn(await whatComes(history));
    expect(history.events.length).toBeLessThan(1_000);
    expect(carried?.seen).toMatchObject({
      clear: looks,
      notes: [expect.stringMatching(/alert firing: ErrorRateSpike/)],
    });
  });

  it('that was cut goes on where it was', async () => {
    const seen = {
      clear: 40,
      blind: 0,
      blindInARow: 4,
      blindPaged: false,
      notes: ['03:20 alert firing: ErrorRateSpike'],
    };
    const history = new WrittenHistory('monitor', { ...input, seen }, '2026-11-23T04:00:00.000Z');
    expect(pagesIn(await whatComes(minutes(1, { service: throttled }, history)))).toHaveLength(1);
  });
});
