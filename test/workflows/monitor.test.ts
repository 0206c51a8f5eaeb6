import { describe, expect, it } from 'vitest';
import type { MonitorInput } from '../../workflows/monitor.js';
import { anEntry, arn, aSeries, aSituation, troubled } from '../support/a-situation.js';
import { commandsAfter } from '../support/commands-after.js';
import { WrittenHistory } from '../support/written-history.js';

const restoredAt = '2026-11-23T03:14:00.000Z';
const input: MonitorInput = {
  entry: anEntry(),
  rollback: { workflowId: 'rollback/prod/applylens-api', runId: 'r-1', runKey: 'r-1' },
  taskDefinition: arn(121),
  restoredAt,
  until: '2026-11-23T04:14:00.000Z',
};
const serving = (taskDefinition: string) => ({ service: { ...aSituation().service, taskDefinition }, serving: [] });
const rate = (now: typeof troubled) => ({ state: 'known', value: { now, beforeDeployment: 0.001 } });
const quiet = rate(aSeries([0.001, 0.001, 0.002, 0.001, 0.001]));

const begun = () => new WrittenHistory('monitor', input, restoredAt);
const quietMinute = (history: WrittenHistory) =>
  history
    .task()
    .timer(60)
    .fires()
    .task()
    .activity('readServing', serving(arn(121)))
    .task()
    .activity('measureErrorRate', quiet);

/** The activities and timers commanded after the written part, by name. */
const lastOf = async (history: WrittenHistory) => (await commandsAfter(history.taskStarted())).at(-1);

describe('the monitor, at its true durations', () => {
  it('looks again a minute after a quiet minute', async () => {
    expect(await lastOf(quietMinute(begun()))).toEqual({ timer: 60_000 });
  });

  it('ends after the hour when nothing happened', async () => {
    let history = begun();
    for (let minute = 1; minute <= 60; minute += 1) history = quietMinute(history);
    const commands = await commandsAfter(history.taskStarted());
    expect(commands.filter((command) => 'timer' in command)).toHaveLength(60);
    expect(commands.some((command) => 'activity' in command && command.activity === 'page')).toBe(false);
  });

  it('ends with a newer deployment, without a page', async () => {
    const history = begun()
      .task()
      .timer(60)
      .fires()
      .task()
      .activity('readServing', serving(arn(125)));
    expect(await lastOf(history)).toMatchObject({ end: { end: 'newer deployment' } });
  });

  it('pages when the trouble is back', async () => {
    const history = begun()
      .task()
      .timer(60)
      .fires()
      .task()
      .activity('readServing', serving(arn(121)))
      .task();
    expect(await lastOf(history.activity('measureErrorRate', rate(troubled)))).toMatchObject({
      activity: 'page',
      input: {
        action: 'trigger',
        summary: expect.stringMatching(/in trouble again after its rollback: errors 9\.8 %/),
      },
    });
  });
});
